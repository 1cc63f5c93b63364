import type { Video } from '~/api/types';
import { stateWords } from '~/components/processing';
import { testids } from '~/testids';

const tones: Record<Video['state'], string> = {
  uploading: 'bg-warn-soft text-warn',
  processing: 'bg-warn-soft text-warn',
  playable: 'bg-good-soft text-good',
  ready: 'bg-good-soft text-good',
  failed: 'bg-bad-soft text-bad',
};

/** How a video is doing, with how far it is. */
export function StateChip({ video }: { video: Video }) {
  return (
    <span className={`status ${tones[video.state]}`} data-testid={testids.studioState} data-state={video.state}>
      {stateWords(video)}
    </span>
  );
}
