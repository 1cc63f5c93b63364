import { Pause, Play, RotateCw, X } from 'lucide-react';
import { useState } from 'react';
import type { Video } from '~/api/types';
import { stateWords } from '~/components/processing';
import { Progress } from '~/components/progress';
import { bytes, percent, remaining } from '~/lib/format';
import { testids } from '~/testids';
import { m } from '~/words';
import { GiveUpDialog } from './give-up-dialog';
import { type UploadItem, hasBegun, isMoving } from './item';
import { uploads } from './queue';

/** How far the bytes of a file are. */
export function Transferring({ item }: { item: UploadItem }) {
  const { file, sent, speed, eta, phase } = item;
  return (
    <>
      <Progress
        value={file.size > 0 ? sent / file.size : 0}
        label={m.upload_of({ name: file.name })}
        testid={testids.uploadProgress}
        idle={phase !== 'sending'}
      />
      <p className="mt-2 flex flex-wrap gap-x-4 text-sm text-ink-2 tabular-nums">
        <span>{m.upload_sent_of({ sent: bytes(sent), size: bytes(file.size) })}</span>
        <span data-testid={testids.uploadSpeed}>
          {speed === undefined ? '' : m.upload_speed({ bytes: bytes(speed) })}
        </span>
        <span data-testid={testids.uploadEta}>{eta === undefined ? '' : m.upload_left({ time: remaining(eta) })}</span>
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
  if (video?.state === 'failed') return { state: 'failed', words: m.upload_state_failed(), tone: 'bad' };
  switch (item.phase) {
    case 'queued':
      return { state: 'queued', words: m.upload_state_waiting(), tone: 'calm' };
    case 'sending': {
      const part = item.sent / Math.max(1, item.file.size);
      const words = part < 1 ? m.upload_state_uploading({ percent: percent(part) }) : m.upload_state_finishing();
      return { state: 'uploading', words, tone: 'busy' };
    }
    case 'paused':
      return { state: 'paused', words: m.upload_state_paused(), tone: 'calm' };
    case 'retrying':
      return { state: 'retrying', words: m.upload_state_reconnecting(), tone: 'busy' };
    case 'failed':
      return { state: 'upload-failed', words: m.upload_state_stopped(), tone: 'bad' };
    case 'sent':
      if (!video || video.state === 'uploading') {
        return { state: 'processing', words: m.upload_state_uploaded(), tone: 'busy' };
      }
      return { state: video.state, words: stateWords(video), tone: video.state === 'processing' ? 'busy' : 'good' };
  }
}

export function StateChip({ item, video }: { item: UploadItem; video: Video | undefined }) {
  const { state, words, tone } = chip(item, video);
  return (
    <span className={`status ${tones[tone]}`} data-testid={testids.uploadState} data-state={state}>
      {words}
    </span>
  );
}

export function Controls({ item }: { item: UploadItem }) {
  const { key, phase, file } = item;
  const [isAsking, setAsking] = useState(false);
  const cancel = () => void uploads.cancel(key);
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
  if (phase === 'sent') return button(testids.uploadDismiss, m.upload_remove(), X, () => uploads.remove(key));
  return (
    <span className="flex">
      {isMoving(phase) && button(testids.uploadPause, m.upload_pause(), Pause, () => void uploads.pause(key))}
      {phase === 'paused' && button(testids.uploadResume, m.upload_resume(), Play, () => uploads.resume(key))}
      {phase === 'failed' && button(testids.uploadRetry, m.upload_try_again(), RotateCw, () => uploads.resume(key))}
      {button(testids.uploadCancel, m.upload_cancel(), X, () => (hasBegun(item) ? setAsking(true) : cancel()))}
      {isAsking && <GiveUpDialog name={file.name} onConfirm={cancel} onClose={() => setAsking(false)} />}
    </span>
  );
}
