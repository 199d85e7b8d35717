// Ways to the parts of a page.

import { useEffect } from 'react';
import { NavLink, useLocation } from 'react-router-dom';

/** `mark`: told beside the words, for an eye and for an ear. */
export interface Tab { to: string; text: string; mark?: string | false }

export function Tabs({ label, tabs }: { label: string; tabs: Tab[] }) {
  const { pathname } = useLocation();
  // On a phone the tab in use may be out of sight.
  useEffect(() => { document.querySelector('.tab.active')?.scrollIntoView({ inline: 'center', block: 'nearest' }); }, [pathname]);
  return (
    <nav className="tabs" aria-label={label}>
      {tabs.map(({ to, text, mark }) => (
        <NavLink key={to} to={to} end className="tab">{text}{mark && <span className="tab-mark"><span className="unseen">{mark}</span></span>}</NavLink>
      ))}
    </nav>
  );
}
