// One catalog: what is in place of it, how its last sync ended, and what can be done with it.

import { ActionIcon, Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { catalogsApi, type Catalog } from '../../../api/catalogs';
import { asProblem, type Problem } from '../../../api/client';
import { useJobs } from '../../../live/hooks';
import { isOver } from '../../../live/jobs';
import { keys } from '../../../live/keys';
import { live } from '../../../live/live';
import { Confirm } from '../../../parts/Confirm';
import { ago } from '../../../parts/format';
import { Icon } from '../../../parts/icons';
import { JobProgress } from '../../../parts/JobProgress';
import { catalogOf } from '../../../parts/jobWords';
import { Trouble } from '../../../parts/Message';
import { CatalogForm } from './CatalogForm';

const icons = { folder: 'folder', git: 'branch', archive: 'box' } as const;

export function CatalogCard({ catalog, first, last, onMove }: { catalog: Catalog; first: boolean; last: boolean; onMove: (by: -1 | 1) => void }) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const [asked, setAsked] = useState(false);
  const [changing, setChanging] = useState(false);
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { name, kind, location, apps, revision, synced_at, error } = catalog;
  const job = useJobs().find((each) => catalogOf(each) === name && !isOver(each));
  const act = async (what: () => Promise<void>) => {
    setWorking(true);
    setProblem(null);
    try {
      await what();
    } catch (refusal) {
      setProblem(asProblem(refusal));
    } finally {
      setWorking(false);
      setAsked(false);
    }
  };
  const sync = () => act(async () => live.begun(await catalogsApi.sync(name)));
  const remove = () => act(async () => {
    client.setQueryData(keys.catalogs, await catalogsApi.remove(name));
    await client.invalidateQueries({ queryKey: keys.available });
  });
  const trust = catalog.key ? t('catalogs.signed') : catalog.sha256 ? t('catalogs.pinned') : '';
  return (
    <li className="entry" data-catalog={name}>
      <span className="entry-icon"><Icon name={icons[kind]} /></span>
      <div className="entry-words">
        <p><strong>{name}</strong> <span className="dim">{t(`catalogs.kind.${kind}`)}{trust && ` · ${trust}`}</span></p>
        <p className="dim">{location}{catalog.ref && ` · ${catalog.ref}`}</p>
        <p className="dim">{revision ? t('catalogs.holds', { count: apps }) : t('catalogs.nothing')}{synced_at && ` · ${t('catalogs.synced', { when: ago(synced_at, i18n.language) })}`}</p>
        {job && <JobProgress job={job} />}
        {!job && error && <Trouble title={t('catalogs.failed')} problem={error as unknown as Problem} />}
        {problem && <Trouble problem={problem} onClose={() => setProblem(null)} />}
        <div className="actions">
          <Button variant="default" size="sm" loading={working} disabled={job !== undefined} onClick={() => void sync()}>{t('catalogs.sync')}<span className="unseen"> {name}</span></Button>
          <Button variant="default" size="sm" disabled={job !== undefined} onClick={() => setChanging(!changing)} aria-expanded={changing}>{t('catalogs.change')}<span className="unseen"> {name}</span></Button>
          <Button variant="default" size="sm" disabled={job !== undefined} onClick={() => setAsked(true)}>{t('catalogs.remove')}<span className="unseen"> {name}</span></Button>
          {!(first && last) && (
            <>
              <ActionIcon variant="default" size="lg" disabled={first} onClick={() => onMove(-1)} aria-label={t('catalogs.earlier', { name })}><Icon name="up" size={16} /></ActionIcon>
              <ActionIcon variant="default" size="lg" disabled={last} onClick={() => onMove(1)} aria-label={t('catalogs.later', { name })}><Icon name="down" size={16} /></ActionIcon>
            </>
          )}
        </div>
        {changing && <CatalogForm known={catalog} onDone={() => { setChanging(false); void client.invalidateQueries({ queryKey: keys.catalogs }); }} />}
      </div>
      <Confirm opened={asked} title={t('catalogs.remove_title', { name })} yes={t('catalogs.remove')} danger working={working} onClose={() => setAsked(false)} onYes={() => void remove()}>
        <p>{t('catalogs.remove_text')}</p>
      </Confirm>
    </li>
  );
}
