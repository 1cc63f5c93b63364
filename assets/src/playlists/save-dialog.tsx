import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { Suspense, lazy, useState } from 'react';
import { itemsOf } from '~/api/lists';
import { playlistsAboutQuery, useMembership } from '~/api/playlists';
import { describe } from '~/api/problem';
import { videoQuery } from '~/api/queries';
import type { Playlist } from '~/api/types';
import { useWatchLater } from '~/api/watch-later';
import { PagedEnd } from '~/components/paged-end';
import { TitledDialog } from '~/components/titled-dialog';
import { visibilities } from '~/components/visibility';
import { useTicked } from '~/lib/hooks';
import { testids } from '~/testids';
import { m } from '~/words';

const NewInto = lazy(() => import('./new-into'));

interface SaveDialogProps {
  /** Its id. */
  video: string;
  onClose: () => void;
}

/** Where a video is kept: what is watched later, and the person's playlists. */
export default function SaveDialog({ video, onClose }: SaveDialogProps) {
  const [isNew, setNew] = useState(false);
  return (
    <TitledDialog title={isNew ? m.library_playlist_new() : m.library_save_title()} onClose={onClose}>
      {isNew ? (
        <Suspense>
          <NewInto video={video} onDone={() => setNew(false)} />
        </Suspense>
      ) : (
        <>
          <div className="-mx-2 max-h-[50dvh] overflow-y-auto" data-testid={testids.saveDialog}>
            <Later video={video} />
            <Playlists video={video} />
          </div>
          <button
            type="button"
            className="btn btn-quiet mt-4 w-full"
            data-testid={testids.saveNew}
            onClick={() => setNew(true)}
          >
            <Plus aria-hidden="true" />
            {m.library_playlist_new()}
          </button>
        </>
      )}
    </TitledDialog>
  );
}

function Later({ video }: { video: string }) {
  const { data } = useQuery(videoQuery(video));
  const later = useWatchLater(video);
  return (
    <Choice
      label={m.library_later()}
      checked={data?.watch_later ?? false}
      disabled={!data}
      testid={testids.saveLater}
      onChange={(isIn) => later.mutate(isIn)}
    />
  );
}

function Playlists({ video }: { video: string }) {
  const list = useInfiniteQuery({ ...playlistsAboutQuery(video), refetchOnMount: 'always' });
  const membership = useMembership(video);
  if (list.isError && !list.data) return <p className="px-2 py-3 text-sm text-bad">{describe(list.error)}</p>;
  if (!list.data) {
    return (
      <div aria-busy="true" aria-label={m.common_loading()}>
        {Array.from({ length: 3 }, (_, index) => (
          <div key={index} className="flex min-h-12 items-center gap-3 px-2">
            <div className="skeleton size-5" />
            <div className="skeleton h-5 w-40" />
          </div>
        ))}
      </div>
    );
  }
  return (
    <>
      {itemsOf<Playlist>(list.data, ({ id }) => id).map((playlist) => (
        <Choice
          key={playlist.id}
          label={playlist.title}
          checked={playlist.has_video ?? false}
          visibility={playlist.visibility}
          testid={testids.savePlaylist}
          onChange={(isIn) => membership.mutate({ playlist, isIn })}
        />
      ))}
      {list.hasNextPage && <PagedEnd list={list} />}
    </>
  );
}

interface ChoiceProps {
  label: string;
  checked: boolean;
  disabled?: boolean;
  visibility?: Playlist['visibility'];
  testid: string;
  onChange: (checked: boolean) => void;
}

function Choice({ label, checked, disabled = false, visibility, testid, onChange }: ChoiceProps) {
  const seen = visibilities.find(({ value }) => value === visibility);
  const Icon = seen?.icon;
  const [shown, tick] = useTicked(checked);
  return (
    <label className="flex min-h-12 cursor-pointer items-center gap-3 rounded-control px-2 hover:bg-sunken">
      <input
        type="checkbox"
        className="size-5 flex-none accent-(--accent)"
        checked={shown}
        disabled={disabled}
        data-testid={testid}
        onChange={({ target }) => {
          tick(target.checked);
          onChange(target.checked);
        }}
      />
      <span className="min-w-0 flex-1 truncate">{label}</span>
      {Icon && (
        <span className="flex-none text-ink-3" title={seen.label()}>
          <Icon className="size-4" aria-hidden="true" />
          <span className="sr-only">{seen.label()}</span>
        </span>
      )}
    </label>
  );
}
