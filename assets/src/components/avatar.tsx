import { clsx } from '~/lib/clsx';

const hues = [350, 15, 40, 150, 175, 205, 240, 290, 320];

function hueOf(name: string): number {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return hues[sum % hues.length] ?? 350;
}

interface AvatarProps {
  name: string;
  /** The picture that the person chose, if there is one. */
  src?: string | undefined;
  className?: string;
}

/** A person's picture, or the first letter of their name in a colour that stays with the name. */
export function Avatar({ name, src, className }: AvatarProps) {
  if (src) return <img src={src} alt="" className={clsx('flex-none rounded-full bg-sunken object-cover', className)} />;
  return (
    <span
      aria-hidden="true"
      className={clsx('grid flex-none place-items-center rounded-full font-display font-bold text-white', className)}
      style={{ backgroundColor: `oklch(0.47 0.11 ${hueOf(name)})` }}
    >
      {name.slice(0, 1).toUpperCase()}
    </span>
  );
}
