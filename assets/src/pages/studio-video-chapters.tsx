import { useState } from 'react';
import ChaptersForm from '~/chapters/chapters-form';
import { Section } from '~/components/section';
import { BesidePlayer, usePlayhead } from '~/studio/video/beside-player';
import { useStudioVideo } from '~/studio/video/video-context';
import { m } from '~/words';

export function StudioChapters() {
  const video = useStudioVideo();
  const { element, timeNow } = usePlayhead();
  // Leaving the form is starting over: there is nowhere to go from here.
  const [round, setRound] = useState(0);
  return (
    <Section title={m.studio_chapters()}>
      <BesidePlayer video={video} element={element}>
        <ChaptersForm key={round} video={video} timeNow={timeNow} onClose={() => setRound(round + 1)} />
      </BesidePlayer>
    </Section>
  );
}
