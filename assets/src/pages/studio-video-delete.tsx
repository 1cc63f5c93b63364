import { useNavigate } from '@tanstack/react-router';
import { useDeleteVideo } from '~/api/mutations';
import { Section } from '~/components/section';
import { TypedWord, useTypedWord } from '~/studio/typed-word';
import { useStudioVideo } from '~/studio/video/video-context';
import { testids } from '~/testids';
import { m } from '~/words';

/** What cannot be taken back. */
export function StudioDelete() {
  const { id, title } = useStudioVideo();
  const navigate = useNavigate();
  const remove = useDeleteVideo();
  const word = useTypedWord();
  const submit = () => {
    if (!word.isTyped) return;
    // Away first: this page would ask for a video that is gone.
    void navigate({ to: '/studio', replace: true }).then(() => remove.mutate({ params: { path: { id } } }));
  };
  return (
    <Section title={m.studio_delete_title()} lead={m.studio_delete_words({ title })}>
      <form
        className="rounded-card border border-bad/50 p-4 sm:p-5"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <p className="text-ink-2">{m.studio_delete_instead()}</p>
        <TypedWord {...word} />
        <button
          type="submit"
          className="btn btn-bad mt-4"
          disabled={!word.isTyped}
          data-testid={testids.studioDeleteTyped}
        >
          {m.studio_delete_for_good()}
        </button>
      </form>
    </Section>
  );
}
