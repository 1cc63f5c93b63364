import { useState } from 'react';
import { useCaptions } from '~/api/captions';
import { CaptionsEditor } from '~/captions/editor';
import { NewTrack } from '~/captions/new-track';
import { TrackList } from '~/captions/track-list';
import { CaptionsUpload } from '~/captions/upload-form';
import { Section } from '~/components/section';
import { languageName } from '~/details/choices';
import { useStudioVideo } from '~/studio/video/video-context';
import { m } from '~/words';

export function StudioCaptions() {
  const video = useStudioVideo();
  const { data } = useCaptions(video.id);
  const [open, setOpen] = useState<string>();
  const track = data?.items.find(({ language }) => language === open);
  if (open && data) {
    return (
      <Section title={m.studio_captions_in({ name: track?.label ?? languageName(open) })}>
        <CaptionsEditor
          key={open}
          video={video}
          language={open}
          isThere={track !== undefined}
          onClose={() => setOpen(undefined)}
        />
      </Section>
    );
  }
  const taken = data?.items.map(({ language }) => language) ?? [];
  return (
    <>
      <Section title={m.studio_captions()} lead={m.studio_captions_lead()}>
        <TrackList id={video.id} onEdit={setOpen} />
        <NewTrack taken={taken} onBegin={setOpen} />
      </Section>
      <Section title={m.studio_captions_from_file()}>
        <CaptionsUpload id={video.id} taken={taken} />
      </Section>
    </>
  );
}
