import type { ReactNode } from 'react';

/** The frame that signing in and signing up share. */
export function AccountPage({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  return (
    <div className="mx-auto w-full max-w-[26rem] px-4 py-10 sm:py-20">
      <h1 className="text-3xl font-bold tracking-tight">{title}</h1>
      <p className="mt-2 mb-7 text-ink-2">{lead}</p>
      {children}
    </div>
  );
}
