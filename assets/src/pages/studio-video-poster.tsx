import { Section } from '~/components/section';
import { PosterPicker } from '~/studio/poster-picker';
import { useStudioVideo } from '~/studio/video/video-context';
import { m } from '~/words';

export function StudioPoster() {
  const video = useStudioVideo();
  const hasPicture = video.width != null && video.playback.hls != null;
  return (
    <Section title={m.studio_poster()} lead={m.studio_poster_lead()}>
      {hasPicture ? <PosterPicker video={video} /> : <p className="text-ink-2">{m.studio_poster_later()}</p>}
    </Section>
  );
}
