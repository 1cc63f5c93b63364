import { useMutation } from '@tanstack/react-query';
import { ImageUp } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { describe } from '~/api/problem';
import type { Picture } from '~/api/types';
import { FormError } from '~/components/form';
import { notify } from '~/lib/notify';
import { testids } from '~/testids';
import { m } from '~/words';
import { type PictureKind, putPicture, useKeepAccount } from './account';

const TYPES = 'image/jpeg,image/png,image/webp';

/** A file as the browser shows it, for as long as it is chosen. */
function useObjectUrl(file: File | undefined): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (!file) return;
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => {
      URL.revokeObjectURL(made);
      setUrl(undefined);
    };
  }, [file]);
  return url;
}

const words = {
  avatar: { label: m.settings_avatar, saved: m.settings_avatar_saved, removed: m.settings_avatar_removed },
  banner: { label: m.settings_banner, saved: m.settings_banner_saved, removed: m.settings_banner_removed },
};

interface PictureFieldProps {
  kind: PictureKind;
  picture: Picture | null | undefined;
  show: (src: string | undefined) => ReactNode;
}

/** A picture that one looks at before it takes the old one's place. */
export function PictureField({ kind, picture, show }: PictureFieldProps) {
  const { label, saved, removed } = words[kind];
  const [chosen, setChosen] = useState<File>();
  const preview = useObjectUrl(chosen);
  const file = useRef<HTMLInputElement>(null);
  const first = useRef<HTMLButtonElement>(null);
  const keep = useKeepAccount();
  const put = useMutation({
    mutationFn: (image: File | null) => putPicture(kind, image),
    onSuccess: (user, image) => {
      setChosen(undefined);
      keep(user);
      first.current?.focus();
      void notify('success', image ? saved() : removed());
    },
  });
  const cancel = () => {
    setChosen(undefined);
    put.reset();
    first.current?.focus();
  };
  return (
    <div role="group" aria-label={label()} className="grid grid-cols-1 gap-4">
      <h3 className="text-sm font-semibold">{label()}</h3>
      {show(preview ?? picture?.large)}
      {put.error && <FormError>{describe(put.error)}</FormError>}
      <input
        ref={file}
        type="file"
        accept={TYPES}
        className="sr-only"
        tabIndex={-1}
        aria-hidden="true"
        data-testid={testids.pictureFile[kind]}
        onChange={({ currentTarget }) => {
          put.reset();
          setChosen(currentTarget.files?.[0]);
          currentTarget.value = '';
        }}
      />
      <div className="flex flex-wrap gap-3">
        <button
          ref={first}
          type="button"
          className={chosen ? 'btn btn-primary' : 'btn btn-quiet'}
          disabled={put.isPending}
          data-testid={testids.pictureSave[kind]}
          onClick={() => (chosen ? put.mutate(chosen) : file.current?.click())}
        >
          {!chosen && <ImageUp aria-hidden="true" />}
          {put.isPending ? m.common_saving() : chosen ? m.settings_use_image() : m.settings_choose_image()}
        </button>
        {(chosen || picture) && (
          <button
            type="button"
            className="btn btn-quiet"
            disabled={put.isPending}
            data-testid={testids.pictureRemove[kind]}
            onClick={chosen ? cancel : () => put.mutate(null)}
          >
            {chosen ? m.common_cancel() : m.common_remove()}
          </button>
        )}
      </div>
    </div>
  );
}
