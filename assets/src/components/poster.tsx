import { Clapperboard } from 'lucide-react';
import { useState } from 'react';
import { clsx } from '~/lib/clsx';

interface PosterProps {
  src: string | null | undefined;
  eager?: boolean;
  className?: string;
}

/** A 16:9 picture that keeps its place while it loads and when there is none. */
export function Poster({ src, eager = false, className }: PosterProps) {
  const [broken, setBroken] = useState<string>();
  const shown = src && src !== broken ? src : undefined;
  return (
    <div className={clsx('grid aspect-video w-full place-items-center overflow-hidden bg-sunken', className)}>
      {shown ? (
        <img
          src={shown}
          alt=""
          width={640}
          height={360}
          loading={eager ? 'eager' : 'lazy'}
          decoding="async"
          className="size-full object-cover"
          onError={() => setBroken(shown)}
        />
      ) : (
        <Clapperboard className="size-1/5 max-w-12 text-ink-3 opacity-50" strokeWidth={1.25} aria-hidden="true" />
      )}
    </div>
  );
}
