import { useEffect, useState } from 'react';
import { Link } from '@tanstack/react-router';
import { Clapperboard, Copy, Download, RotateCcw, SquarePlay, Trash2 } from 'lucide-react';
import { useLiveVideo } from '~/api/live-video';
import { wordsOfFailure } from '~/api/failure-words';
import { isAtWork } from '~/api/queries';
import type { Video } from '~/api/types';
import { ConfirmDialog } from '~/components/confirm-dialog';
import { Progress } from '~/components/progress';
import { DetailsForm } from '~/details/details-form';
import { useAutosave } from '~/details/use-autosave';
import { copyToClipboard } from '~/lib/clipboard';
import { copyText, watchUrl } from '~/lib/copy';
import { bytes } from '~/lib/format';
import { notify } from '~/lib/notify';
import { saveFile } from '~/lib/save-file';
import { useExternal } from '~/lib/external';
import { testids } from '~/testids';
import { Steps } from '~/upload/steps';
import { m } from '~/words';
import type { Recorder } from './recorder';
import type { Take } from './take';

interface ResultProps {
  recorder: Recorder;
  take: Take;
  file: Blob;
}

/** A recording that is over: to be seen, named and shared, while its last bytes are still on their way. */
export function Result({ recorder, take, file }: ResultProps) {
  const { videoId, state } = useExternal(take.sending);
  const { data: video } = useLiveVideo(videoId, (known) => (!known || isAtWork(known) ? 1000 : false));
  return (
    <div className="grid grid-cols-1 gap-6 lg:grid-cols-[minmax(0,1fr)_24rem]" data-testid={testids.recordResult}>
      <div className="grid grid-cols-1 content-start gap-4">
        <Playback file={file} />
        {videoId && <ShareLink videoId={videoId} />}
        <Sent take={take} />
        {video && video.state !== 'failed' && <Steps video={video} isSent={state === 'sent'} />}
        {video?.failure && <p className="text-bad">{wordsOfFailure(video.failure)}</p>}
      </div>
      <div className="grid grid-cols-1 content-start gap-5">
        {video ? (
          <Told key={video.id} video={video} />
        ) : (
          <div className="skeleton h-80 rounded-card!" aria-hidden="true" />
        )}
        <Choices recorder={recorder} take={take} file={file} />
      </div>
    </div>
  );
}

function Told({ video }: { video: Video }) {
  const { details, state, edit } = useAutosave(video);
  return <DetailsForm details={details} state={state} isFolded onEdit={edit} />;
}

/** From this computer, at once. */
function Playback({ file }: { file: Blob }) {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return (
    <video
      src={url}
      controls
      playsInline
      aria-label={m.record_preview()}
      className="aspect-video w-full rounded-card bg-black"
      data-testid={testids.recordPreview}
    />
  );
}

/** The link is there from the first byte, and on the clipboard as soon as the recording is over. */
function ShareLink({ videoId }: { videoId: string }) {
  const link = watchUrl(videoId);
  useEffect(() => {
    void copyToClipboard(link).then((copied) => {
      if (copied) void notify('success', m.record_link_copied());
    });
  }, [link]);
  return (
    <div className="flex flex-wrap gap-3">
      <input
        className="field min-w-48 flex-1"
        readOnly
        value={link}
        aria-label={m.record_link()}
        data-testid={testids.recordShareLink}
        onFocus={({ target }) => target.select()}
      />
      <button type="button" className="btn btn-primary" onClick={() => void copyText(link, m.record_link_copied())}>
        <Copy aria-hidden="true" />
        {m.record_copy_link()}
      </button>
      <Link to="/watch/$id" params={{ id: videoId }} className="btn btn-quiet" data-testid={testids.recordWatch}>
        <SquarePlay aria-hidden="true" />
        {m.record_watch()}
      </Link>
    </div>
  );
}

function Sent({ take }: { take: Take }) {
  const { state, sent, made } = useExternal(take.sending);
  if (state === 'sent') return null;
  return (
    <div>
      <Progress value={made > 0 ? sent / made : 0} label={m.record_sending()} idle={state !== 'sending'} />
      <p className="mt-2 text-sm text-ink-2 tabular-nums">
        {m.record_sent_of({ sent: bytes(sent), made: bytes(made) })}
      </p>
    </div>
  );
}

function Choices({ recorder, take, file }: ResultProps) {
  const { videoId } = useExternal(take.sending);
  const [isAsking, setAsking] = useState(false);
  return (
    <div className="flex flex-wrap gap-3">
      <button
        type="button"
        className="btn btn-quiet"
        data-testid={testids.recordAgain}
        onClick={() => void recorder.again()}
      >
        <RotateCcw aria-hidden="true" />
        {m.record_again()}
      </button>
      {videoId && (
        <Link to="/studio/$id" params={{ id: videoId }} className="btn btn-quiet">
          <Clapperboard aria-hidden="true" />
          {m.record_to_studio()}
        </Link>
      )}
      <SaveFile file={file} />
      <button
        type="button"
        className="btn btn-quiet text-bad!"
        data-testid={testids.recordDiscard}
        onClick={() => setAsking(true)}
      >
        <Trash2 aria-hidden="true" />
        {m.record_discard()}
      </button>
      {isAsking && (
        <ConfirmDialog
          title={m.record_discard_title()}
          action={m.record_discard()}
          working={m.record_discarding()}
          keep={m.record_keep()}
          pending={false}
          testid={testids.recordDiscardConfirm}
          onConfirm={() => void recorder.discard()}
          onClose={() => setAsking(false)}
        >
          {m.record_discard_words()}
        </ConfirmDialog>
      )}
    </div>
  );
}

/** A copy for oneself: also what is left when the server takes nothing. */
function SaveFile({ file }: { file: Blob }) {
  const save = () => saveFile(file, `recording.${file.type.includes('mp4') ? 'mp4' : 'webm'}`);
  return (
    <button type="button" className="btn btn-quiet" data-testid={testids.recordDownload} onClick={save}>
      <Download aria-hidden="true" />
      {m.record_download()}
    </button>
  );
}
