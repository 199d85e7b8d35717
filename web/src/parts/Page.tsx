// Heading and title of a page; the focus goes to the heading when the page is opened, so that a screen reader tells it.

import { useEffect, useRef, type ReactNode } from 'react';
import { Link } from 'react-router-dom';
import { Icon } from './icons';

let first = true;

export function Page({ title, back, aside, children, hideTitle = false }: { title: string; back?: { to: string; text: string }; aside?: ReactNode; children: ReactNode; hideTitle?: boolean }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => { document.title = title === 'Furtka' ? title : `${title} · Furtka`; }, [title]);
  useEffect(() => {
    if (!first) heading.current?.focus({ preventScroll: true });
    first = false;
  }, []);
  return (
    <>
      {back && <Link className="back" to={back.to}><Icon name="back" size={16} />{back.text}</Link>}
      <div className="page-head">
        <h1 ref={heading} tabIndex={-1} className={hideTitle ? 'unseen' : undefined}>{title}</h1>
        {aside && <div className="page-aside">{aside}</div>}
      </div>
      {children}
    </>
  );
}
