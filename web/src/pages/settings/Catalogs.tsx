// Where apps come from, in the order they are looked for.

import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { catalogsApi } from '../../api/catalogs';
import { asProblem, type Problem } from '../../api/client';
import { keys } from '../../live/keys';
import { live } from '../../live/live';
import { moved } from '../../parts/catalog';
import { everyText } from '../../parts/format';
import { Icon } from '../../parts/icons';
import { catalogOf } from '../../parts/jobWords';
import { Trouble } from '../../parts/Message';
import { CatalogCard } from './catalogs/CatalogCard';
import { CatalogForm } from './catalogs/CatalogForm';

export function Catalogs() {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const told = useQuery({ queryKey: keys.catalogs, queryFn: catalogsApi.list, staleTime: 0, retry: 0 });
  const [adding, setAdding] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  // What a sync brought is told by no event of its own.
  useEffect(() => live.onEnded((job) => { if (catalogOf(job) !== undefined) void client.invalidateQueries({ queryKey: keys.catalogs }); }), [client]);
  if (told.error) return <Trouble problem={asProblem(told.error)} actions={<Button variant="default" onClick={() => void told.refetch()}>{t('try_again')}</Button>} />;
  if (!told.data) return null;
  const { catalogs, own, interval_seconds } = told.data;
  const names = catalogs.map((each) => each.name);
  const move = async (name: string, by: -1 | 1) => {
    setProblem(null);
    try {
      client.setQueryData(keys.catalogs, await catalogsApi.order(moved(names, name, by)));
      void client.invalidateQueries({ queryKey: keys.available });
    } catch (error) {
      setProblem(asProblem(error));
    }
  };
  return (
    <>
      <section className="panel" aria-labelledby="catalogs">
        <h2 id="catalogs">{t('catalogs.title')}</h2>
        <p className="dim panel-text">{t('catalogs.text')} {interval_seconds > 0 ? t('catalogs.every', { time: everyText(interval_seconds, i18n.language) }) : t('catalogs.by_hand')}</p>
        {problem && <Trouble problem={problem} onClose={() => setProblem(null)} />}
        <ol className="entries">
          {own.apps > 0 && (
            <li className="entry" data-catalog="own">
              <span className="entry-icon"><Icon name="person" /></span>
              <div className="entry-words"><p><strong>{t('own.mark')}</strong></p><p className="dim">{t('own.catalog_text', { count: own.apps })}</p></div>
            </li>
          )}
          {catalogs.map((each, at) => <CatalogCard key={each.name} catalog={each} first={at === 0} last={at === catalogs.length - 1} onMove={(by) => void move(each.name, by)} />)}
          <li className="entry" data-catalog="bundled">
            <span className="entry-icon"><Icon name="box" /></span>
            <div className="entry-words"><p><strong>{t('catalogs.bundled')}</strong></p><p className="dim">{t('catalogs.bundled_text')}</p></div>
          </li>
        </ol>
        {!adding && <div className="actions"><Button variant={catalogs.length === 0 ? 'filled' : 'default'} onClick={() => setAdding(true)} data-key="add-catalog">{t('catalogs.add')}</Button></div>}
      </section>
      {adding && <CatalogForm onDone={() => { setAdding(false); void told.refetch(); }} />}
    </>
  );
}
