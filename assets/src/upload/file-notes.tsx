import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Info } from 'lucide-react';
import type { ReactNode } from 'react';
import { videoQuery } from '~/api/queries';
import { testids } from '~/testids';
import { m } from '~/words';
import type { UploadItem } from './item';
import { isPictureTooLarge } from './limits';

/** What is worth a word before the upload is through: the file was here before, or its picture is larger than the server takes. */
export function FileNotes({ item }: { item: UploadItem }) {
  const { look, twin, videoId } = item;
  return (
    <>
      {twin && twin.videoId !== videoId && <TwinNote videoId={twin.videoId} />}
      {look && isPictureTooLarge(look) && (
        <Note>{m.upload_picture_too_large({ width: look.width, height: look.height })}</Note>
      )}
    </>
  );
}

/** Only while that video is still there. */
function TwinNote({ videoId }: { videoId: string }) {
  const { data: video } = useQuery(videoQuery(videoId));
  if (!video) return null;
  return (
    <Note>
      {m.upload_twin()}{' '}
      <Link to="/watch/$id" params={{ id: videoId }} className="link" data-testid={testids.uploadTwice}>
        {video.title}
      </Link>
    </Note>
  );
}

function Note({ children }: { children: ReactNode }) {
  return (
    <p
      className="flex gap-2.5 rounded-control bg-warn-soft px-3.5 py-3 text-sm text-warn"
      data-testid={testids.uploadNote}
    >
      <Info className="mt-px size-4.5 flex-none" aria-hidden="true" />
      <span>{children}</span>
    </p>
  );
}
