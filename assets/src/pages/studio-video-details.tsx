import { Section } from '~/components/section';
import { DetailsForm } from '~/details/details-form';
import { useAutosave } from '~/details/use-autosave';
import { useStudioVideo } from '~/studio/video/video-context';
import { m } from '~/words';

export function StudioDetails() {
  const video = useStudioVideo();
  const { details, state, edit } = useAutosave(video);
  return (
    <Section title={m.studio_details()} lead={m.studio_details_lead()}>
      <DetailsForm details={details} state={state} onEdit={edit} />
    </Section>
  );
}
