import { useNavigate } from '@tanstack/react-router';
import { useDeleteVideo } from '~/api/mutations';
import { Section } from '~/components/section';
import { TypedDelete } from '~/studio/typed-delete';
import { useStudioVideo } from '~/studio/video/video-context';
import { m } from '~/words';

/** What cannot be taken back. */
export function StudioDelete() {
  const { id, title } = useStudioVideo();
  const navigate = useNavigate();
  const remove = useDeleteVideo();
  const submit = () => {
    // Away first: this page would ask for a video that is gone.
    void navigate({ to: '/studio', replace: true }).then(() => remove.mutate({ params: { path: { id } } }));
  };
  return (
    <Section title={m.studio_delete_title()} lead={m.studio_delete_words({ title })}>
      <TypedDelete
        words={m.studio_delete_instead()}
        className="rounded-card border border-bad/50 p-4 sm:p-5"
        onDelete={submit}
      />
    </Section>
  );
}
