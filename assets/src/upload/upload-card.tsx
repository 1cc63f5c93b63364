import { Link } from '@tanstack/react-router';
import { Copy, SquarePlay } from 'lucide-react';
import { useLiveVideo } from '~/api/live-video';
import { wordsOfFailure } from '~/api/failure-words';
import { isAtWork } from '~/api/queries';
import type { Video } from '~/api/types';
import { RenditionBars } from '~/components/processing';
import { DetailsForm } from '~/details/details-form';
import { clsx } from '~/lib/clsx';
import { copyText, watchUrl } from '~/lib/copy';
import { testids } from '~/testids';
import { m } from '~/words';
import { FileNotes } from './file-notes';
import type { UploadItem } from './item';
import { uploads } from './queue';
import { Steps } from './steps';
import { Still } from './still';
import { Controls, StateChip, Transferring } from './transferring';

/** One file from the choice on the disk to the finished video. */
export function UploadCard({ item }: { item: UploadItem }) {
  const { videoId, phase } = item;
  const { data: video } = useLiveVideo(videoId, (known) => (!known || isAtWork(known) ? 1000 : false));
  const failed = video?.state === 'failed';
  return (
    <li className="card overflow-hidden" data-testid={testids.uploadItem} data-video-id={videoId}>
      <div className="grid grid-cols-1 gap-x-6 gap-y-4 p-4 sm:p-5 md:grid-cols-[16rem_minmax(0,1fr)]">
        <div className="grid grid-cols-1 content-start gap-3">
          <Still item={item} poster={video?.playback.poster ?? undefined} />
          {videoId && !failed && <VideoLinks videoId={videoId} isWatchable={isWatchable(video)} />}
          {video && !failed && <Steps video={video} isSent={phase === 'sent'} />}
        </div>
        <div className="grid min-w-0 grid-cols-1 content-start gap-4">
          <div>
            <div className="mb-3 flex items-center gap-2">
              <p className="min-w-0 flex-1 truncate text-sm text-ink-2" title={item.file.name}>
                {item.file.name}
              </p>
              <StateChip item={item} video={video} />
              <Controls item={item} />
            </div>
            {phase !== 'sent' && <Transferring item={item} />}
            {phase === 'failed' && (
              <p role="alert" className="mt-2 text-sm text-bad">
                {item.error}
              </p>
            )}
            {failed && <Failure video={video} />}
            {phase === 'sent' && video && !failed && video.state !== 'ready' && <RenditionBars video={video} />}
          </div>
          <FileNotes item={item} />
          {!failed && (
            <DetailsForm
              details={item.details}
              state={item.save}
              isFolded
              onEdit={(part) => uploads.edit(item.key, part)}
            />
          )}
        </div>
      </div>
    </li>
  );
}

const isWatchable = (video: Video | undefined) => video?.state === 'playable' || video?.state === 'ready';

function Failure({ video }: { video: Video }) {
  return (
    <div role="alert" data-testid={testids.failureCard} className="rounded-control bg-bad-soft px-4 py-3 text-bad">
      <p className="font-semibold">{video.failure ? wordsOfFailure(video.failure) : m.upload_not_processed()}</p>
      <p className="mt-1 font-mono text-xs">{video.failure?.code}</p>
    </div>
  );
}

function VideoLinks({ videoId, isWatchable: canWatch }: { videoId: string; isWatchable: boolean }) {
  return (
    <div className="flex gap-2">
      <Link
        to="/watch/$id"
        params={{ id: videoId }}
        className={clsx('btn flex-1 px-2!', canWatch ? 'btn-primary' : 'btn-quiet')}
        data-testid={testids.uploadWatchLink}
      >
        <SquarePlay aria-hidden="true" />
        {canWatch ? m.upload_watch_now() : m.upload_its_page()}
      </Link>
      <button
        type="button"
        className="btn btn-quiet flex-1 px-2!"
        data-testid={testids.uploadCopyLink}
        onClick={() => void copyText(watchUrl(videoId), m.upload_link_copied())}
      >
        <Copy aria-hidden="true" />
        {m.upload_copy_link()}
      </button>
    </div>
  );
}
