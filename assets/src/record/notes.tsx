import { CloudOff, Info } from 'lucide-react';
import type { ReactNode } from 'react';
import { useExternal } from '~/lib/external';
import { testids } from '~/testids';
import { m } from '~/words';
import type { Note, Recorder } from './recorder';
import type { Take } from './take';

const words: Record<Note, () => string> = {
  'screen-ended': m.record_note_screen_ended,
  'camera-ended': m.record_note_camera_ended,
  'microphone-ended': m.record_note_microphone_ended,
  'too-long': m.record_note_too_long,
  'too-large': m.record_note_too_large,
  broken: m.record_note_broken,
};

/** What happened to the recording without anybody asking for it. */
export function Notes({ recorder }: { recorder: Recorder }) {
  const { note, take } = useExternal(recorder.state);
  return (
    <div role="status" className="grid gap-3 empty:hidden">
      {note && (
        <Line icon={<Info aria-hidden="true" />} testid={testids.recordNote} data={note}>
          {words[note]()}
        </Line>
      )}
      {take && <SendingNote take={take} />}
    </div>
  );
}

/** The connection may go while something is recorded; what is recorded stays. */
function SendingNote({ take }: { take: Take }) {
  const { state, error } = useExternal(take.sending);
  if (state === 'sending' || state === 'sent') return null;
  return (
    <Line icon={<CloudOff aria-hidden="true" />} testid={testids.recordOffline} data={state}>
      {state === 'retrying' ? m.record_offline() : m.record_not_sent({ why: error ?? '' })}
      {state === 'failed' && (
        <button type="button" className="ml-2 font-semibold underline" onClick={() => take.retry()}>
          {m.record_send_again()}
        </button>
      )}
    </Line>
  );
}

interface LineProps {
  icon: ReactNode;
  testid: string;
  data: string;
  children: ReactNode;
}

function Line({ icon, testid, data, children }: LineProps) {
  return (
    <p
      className="flex gap-2.5 rounded-card bg-warn-soft px-4 py-3 text-warn [&>svg]:mt-0.5 [&>svg]:size-5 [&>svg]:flex-none"
      data-testid={testid}
      data-value={data}
    >
      {icon}
      <span>{children}</span>
    </p>
  );
}
