import { ListPlus } from 'lucide-react';
import { Suspense, lazy, useState } from 'react';
import { MemberButton } from '~/components/member-button';
import { testids } from '~/testids';
import { m } from '~/words';

const SaveDialog = lazy(() => import('./save-dialog'));

/** Saves a video for later or to a playlist: for the watch page. */
export function SaveButton({ video }: { video: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <MemberButton className="btn btn-quiet" testid={testids.saveButton} onPress={() => setOpen(true)}>
        <ListPlus aria-hidden="true" />
        {m.library_save()}
      </MemberButton>
      {isOpen && (
        <Suspense>
          <SaveDialog video={video} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
