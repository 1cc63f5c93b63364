import { X } from 'lucide-react';
import { focusSection, sectionOf } from '~/components/section';
import { testids } from '~/testids';
import { m } from '~/words';
import { VideoName } from '../video-name';

interface OneVideoProps {
  id: string;
  title: string | undefined;
  onAll: () => void;
}

/** Which video the list is narrowed to, and the way back to all of them. */
export function OneVideo({ id, title, onAll }: OneVideoProps) {
  return (
    <div className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-1" data-testid={testids.jobVideo} data-video-id={id}>
      <span className="text-sm text-ink-3">{m.operator_only_video()}</span>
      <span className="min-w-0 font-semibold">
        <VideoName id={id} title={title} />
      </span>
      <button
        type="button"
        className="chip"
        data-testid={testids.jobVideoAll}
        onClick={({ currentTarget }) => {
          focusSection(sectionOf(currentTarget));
          onAll();
        }}
      >
        <X className="size-4" aria-hidden="true" />
        {m.operator_all_videos()}
      </button>
    </div>
  );
}
