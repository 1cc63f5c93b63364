import { Link } from '@tanstack/react-router';
import { Copy, Pause, Play, RotateCw, SquarePlay, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useLiveVideo } from '~/api/live-video';
import { isAtWork } from '~/api/queries';
import type { Video } from '~/api/types';
import { RenditionBars, stateWords } from '~/components/processing';
import { Progress } from '~/components/progress';
import { copyText, watchUrl } from '~/lib/copy';
import { bytes, percent, remaining } from '~/lib/format';
import { testids } from '~/testids';
import { DraftForm } from './draft-form';
import { type UploadItem, isMoving } from './item';
import { uploads } from './queue';

/** One file from the choice on the disk to the finished video. */
export function UploadCard({ item }: { item: UploadItem }) {
  const { videoId, phase } = item;
  const { data: video } = useLiveVideo(videoId, (known) => (!known || isAtWork(known) ? 1000 : false));
  const failed = video?.state === 'failed';
  return (
    <li className="card overflow-hidden" data-testid={testids.uploadItem} data-video-id={videoId}>
      <div className="grid grid-cols-1 gap-x-6 gap-y-4 p-4 sm:p-5 md:grid-cols-[15rem_minmax(0,1fr)]">
        <div>
          <Preview file={item.file} poster={video?.playback.poster ?? undefined} />
          {videoId && !failed && <VideoLinks videoId={videoId} />}
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
          {!failed && <DraftForm item={item} />}
        </div>
      </div>
    </li>
  );
}

function Transferring({ item }: { item: UploadItem }) {
  const { file, sent, speed, eta, phase } = item;
  return (
    <>
      <Progress
        value={file.size > 0 ? sent / file.size : 0}
        label={`Upload of ${file.name}`}
        testid={testids.uploadProgress}
        idle={phase !== 'sending'}
      />
      <p className="mt-2 flex flex-wrap gap-x-4 text-sm text-ink-2 tabular-nums">
        <span>
          {bytes(sent)} of {bytes(file.size)}
        </span>
        <span data-testid={testids.uploadSpeed}>{speed === undefined ? '' : `${bytes(speed)}/s`}</span>
        <span data-testid={testids.uploadEta}>{eta === undefined ? '' : `${remaining(eta)} left`}</span>
      </p>
    </>
  );
}

const tones = {
  busy: 'bg-warn-soft text-warn',
  good: 'bg-good-soft text-good',
  bad: 'bg-bad-soft text-bad',
  calm: 'bg-sunken text-ink-2',
};

function chip(item: UploadItem, video: Video | undefined): { state: string; words: string; tone: keyof typeof tones } {
  if (video?.state === 'failed') return { state: 'failed', words: 'Failed', tone: 'bad' };
  switch (item.phase) {
    case 'queued':
      return { state: 'queued', words: 'Waiting', tone: 'calm' };
    case 'sending': {
      const part = item.sent / Math.max(1, item.file.size);
      return { state: 'uploading', words: part < 1 ? `Uploading ${percent(part)}` : 'Finishing', tone: 'busy' };
    }
    case 'paused':
      return { state: 'paused', words: 'Paused', tone: 'calm' };
    case 'retrying':
      return { state: 'retrying', words: 'Reconnecting', tone: 'busy' };
    case 'failed':
      return { state: 'upload-failed', words: 'Upload stopped', tone: 'bad' };
    case 'sent':
      if (!video || video.state === 'uploading') return { state: 'processing', words: 'Uploaded', tone: 'busy' };
      return { state: video.state, words: stateWords(video), tone: video.state === 'processing' ? 'busy' : 'good' };
  }
}

function StateChip({ item, video }: { item: UploadItem; video: Video | undefined }) {
  const { state, words, tone } = chip(item, video);
  return (
    <span className={`status ${tones[tone]}`} data-testid={testids.uploadState} data-state={state}>
      {words}
    </span>
  );
}

function Controls({ item }: { item: UploadItem }) {
  const { key, phase } = item;
  const button = (testid: string, label: string, Icon: typeof Pause, act: () => void) => (
    <button
      type="button"
      className="icon-btn -my-2"
      aria-label={label}
      title={label}
      data-testid={testid}
      onClick={act}
    >
      <Icon aria-hidden="true" />
    </button>
  );
  if (phase === 'sent') return button(testids.uploadDismiss, 'Remove from this list', X, () => uploads.remove(key));
  return (
    <span className="flex">
      {isMoving(phase) && button(testids.uploadPause, 'Pause', Pause, () => void uploads.pause(key))}
      {phase === 'paused' && button(testids.uploadResume, 'Resume', Play, () => uploads.resume(key))}
      {phase === 'failed' && button(testids.uploadRetry, 'Try again', RotateCw, () => uploads.resume(key))}
      {button(testids.uploadCancel, 'Cancel upload', X, () => void uploads.cancel(key))}
    </span>
  );
}

function Failure({ video }: { video: Video | undefined }) {
  return (
    <div role="alert" data-testid={testids.failureCard} className="rounded-control bg-bad-soft px-4 py-3 text-bad">
      <p className="font-semibold">{video?.failure?.detail ?? 'This video could not be processed.'}</p>
      <p className="mt-1 font-mono text-xs">{video?.failure?.code}</p>
    </div>
  );
}

/** A picture at once: from the file on the disk until the server has made a poster. */
function Preview({ file, poster }: { file: File; poster: string | undefined }) {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return (
    <div className="aspect-video overflow-hidden rounded-control bg-sunken">
      {poster ? (
        <img src={poster} alt="" className="size-full object-cover" />
      ) : (
        url && <video src={`${url}#t=2`} muted playsInline preload="metadata" className="size-full object-cover" />
      )}
    </div>
  );
}

function VideoLinks({ videoId }: { videoId: string }) {
  return (
    <div className="mt-3 flex gap-2">
      <Link
        to="/watch/$id"
        params={{ id: videoId }}
        className="btn btn-quiet flex-1 px-2!"
        data-testid={testids.uploadWatchLink}
      >
        <SquarePlay aria-hidden="true" />
        Watch
      </Link>
      <button
        type="button"
        className="btn btn-quiet flex-1 px-2!"
        data-testid={testids.uploadCopyLink}
        onClick={() => void copyText(watchUrl(videoId), 'Link copied')}
      >
        <Copy aria-hidden="true" />
        Copy link
      </button>
    </div>
  );
}
