/** The mark is a proscenium arch with the play sign on its stage. */
export function Logo() {
  return (
    <span className="flex items-center gap-2.5">
      <svg viewBox="0 0 32 32" className="size-8 flex-none" aria-hidden="true">
        <path d="M3 29V14.5C3 7.6 8.8 2 16 2s13 5.6 13 12.5V29Z" className="fill-[#6d2348]" />
        <path
          d="M12 12.2c0-1 1.1-1.7 2-1.1l8.3 5.3c.8.5.8 1.7 0 2.2L14 23.9c-.9.6-2-.1-2-1.1Z"
          className="fill-[#f3b23f]"
        />
      </svg>
      <span className="font-display text-[1.35rem] font-bold tracking-[-0.03em]">Playhouse</span>
    </span>
  );
}
