// One project of another program: whether it can be taken over, and if so, the way there.

import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Offer, OfferNote } from '../../../api/moveIn';
import { useLastJob, useRunningJob } from '../../../live/hooks';
import { Icon } from '../../../parts/icons';
import { JobEnd } from '../../../parts/JobEnd';
import { JobProgress } from '../../../parts/JobProgress';
import { TakeOver } from './TakeOver';

export function Notes({ notes }: { notes: OfferNote[] }) {
  const { t } = useTranslation();
  return <ul className="words">{notes.map((each) => <li key={`${each.key} ${each.about}`}>{t(`movein.reason.${each.key}`, { about: each.about, defaultValue: each.text })}</li>)}</ul>;
}

export function OfferCard({ offer }: { offer: Offer }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  const job = useRunningJob(offer.name);
  const last = useLastJob(offer.name);
  const ready = offer.verdict === 'ready';
  return (
    <li className="entry" data-offer={offer.id}>
      <span className="entry-icon"><Icon name={ready ? 'box' : 'warning'} /></span>
      <div className="entry-words">
        <p><strong>{offer.display_name}</strong> <span className="dim">{offer.program_name} · {t(offer.running ? 'state.running' : 'state.stopped')}</span></p>
        <p className="dim">{t(`movein.verdict.${offer.verdict}`)}</p>
        {!ready && <Notes notes={offer.reasons} />}
        {offer.files.map((each) => <p key={each} className="dim">{each}</p>)}
        {job ? <JobProgress job={job} /> : <JobEnd job={last?.kind === 'move_in' && last.state !== 'done' ? last : undefined} />}
        {ready && !job && !asked && <div className="actions"><Button size="sm" variant="default" onClick={() => setAsked(true)} data-key="take">{t('movein.look')}<span className="unseen"> {offer.display_name}</span></Button></div>}
        {asked && !job && <TakeOver offer={offer} onClose={() => setAsked(false)} />}
      </div>
    </li>
  );
}
