import { useQuery } from '@tanstack/react-query';
import { useBlocker } from '@tanstack/react-router';
import { VideoOff } from 'lucide-react';
import { useEffect, useState } from 'react';
import { meQuery } from '~/api/queries';
import { ConfirmDialog } from '~/components/confirm-dialog';
import { StateCard } from '~/components/state-card';
import { useTitle } from '~/lib/hooks';
import { useExternal } from '~/lib/external';
import { LiveBar } from '~/record/live-bar';
import { Notes } from '~/record/notes';
import { Recorder, abilities } from '~/record/recorder';
import { Result } from '~/record/result';
import { SetupPanel } from '~/record/setup-panel';
import { RecordStage } from '~/record/stage';
import { testids } from '~/testids';
import { largestUploadQuery, limitsOf } from '~/upload/limits';
import { m } from '~/words';

export function RecordPage() {
  const [{ canRecord, canShare }] = useState(abilities);
  useTitle(m.record_heading());
  if (!canRecord) {
    return (
      <StateCard icon={<VideoOff aria-hidden="true" />} title={m.record_impossible()} testid={testids.recordImpossible}>
        <p>{isSecureContext ? m.record_impossible_browser() : m.record_impossible_insecure()}</p>
      </StateCard>
    );
  }
  return <Booth canShare={canShare} />;
}

/** One recorder for as long as the page is open: leaving it gives screen, camera and microphone back. */
function useRecorder(canShare: boolean): Recorder | undefined {
  const [recorder, setRecorder] = useState<Recorder>();
  useEffect(() => {
    const made = new Recorder(canShare);
    setRecorder(made);
    void made.prepare();
    return () => made.close();
  }, [canShare]);
  const { data: me } = useQuery(meQuery);
  const { data: largest } = useQuery(largestUploadQuery);
  const { file } = limitsOf(me, largest);
  useEffect(() => {
    if (recorder) recorder.largest = file ?? Number.POSITIVE_INFINITY;
  }, [recorder, file]);
  return recorder;
}

function Booth({ canShare }: { canShare: boolean }) {
  const recorder = useRecorder(canShare);
  return (
    <div className="mx-auto max-w-6xl px-4 pt-6 pb-32 sm:px-6 sm:pt-10">
      <h1 className="mb-5 text-3xl font-bold tracking-tight">{m.record_heading()}</h1>
      {recorder && <Recording recorder={recorder} canShare={canShare} />}
    </div>
  );
}

function Recording({ recorder, canShare }: { recorder: Recorder; canShare: boolean }) {
  const { phase, take, file } = useExternal(recorder.state);
  const [isRestarting, setRestarting] = useState(false);
  useTitle(phase === 'recording' ? m.record_title_on() : m.record_heading());
  const isOn = phase === 'recording' || phase === 'paused' || phase === 'finishing';
  return (
    <div className="grid grid-cols-1 gap-4" data-testid={testids.recorder} data-phase={phase}>
      <Notes recorder={recorder} />
      {phase === 'done' && take && file ? (
        <Result recorder={recorder} take={take} file={file} />
      ) : (
        <div className="grid grid-cols-1 gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
          <RecordStage recorder={recorder} />
          {isOn || phase === 'countdown' ? (
            <p className="leading-relaxed text-ink-2">{m.record_while_on()}</p>
          ) : (
            <SetupPanel recorder={recorder} canShare={canShare} />
          )}
        </div>
      )}
      {isOn && <LiveBar recorder={recorder} onRestart={() => setRestarting(true)} />}
      {phase === 'countdown' && (
        <button type="button" className="btn btn-quiet justify-self-start" onClick={() => recorder.cancel()}>
          {m.record_cancel()}
        </button>
      )}
      {isRestarting && isOn && (
        <ConfirmDialog
          title={m.record_restart_title()}
          action={m.record_restart()}
          working={m.record_restart()}
          keep={m.record_go_on()}
          pending={false}
          testid={testids.recordRestartConfirm}
          onConfirm={() => {
            setRestarting(false);
            void recorder.restart();
          }}
          onClose={() => setRestarting(false)}
        >
          {m.record_restart_words()}
        </ConfirmDialog>
      )}
      <LeaveGuard recorder={recorder} />
    </div>
  );
}

/** Whoever goes elsewhere in the middle of a recording is asked. */
function LeaveGuard({ recorder }: { recorder: Recorder }) {
  const blocker = useBlocker({
    shouldBlockFn: () => recorder.isRecording(),
    enableBeforeUnload: () => recorder.isRecording(),
    withResolver: true,
  });
  if (blocker.status !== 'blocked') return null;
  return (
    <ConfirmDialog
      title={m.record_leave_title()}
      action={m.record_leave()}
      working={m.record_leave()}
      keep={m.record_go_on()}
      pending={false}
      testid={testids.recordLeave}
      onConfirm={blocker.proceed}
      onClose={blocker.reset}
    >
      {m.record_leave_words()}
    </ConfirmDialog>
  );
}
