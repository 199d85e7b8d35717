// Who did what, from where, and what came of it.

import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { accessApi } from '../../api/access';
import { asProblem } from '../../api/client';
import { keys } from '../../live/keys';
import { dateTime } from '../../parts/format';
import { Trouble } from '../../parts/Message';

export function Audit() {
  const { t, i18n } = useTranslation();
  const log = useInfiniteQuery({
    queryKey: keys.audit, queryFn: ({ pageParam }) => accessApi.audit(pageParam), initialPageParam: undefined as number | undefined, staleTime: 0, retry: 0,
    getNextPageParam: (last) => (last.length < 100 ? undefined : last.at(-1)?.id),
  });
  const entries = log.data?.pages.flat() ?? [];
  const good = (result: string) => result === 'done' || result === 'started';
  return (
    <section className="panel" aria-labelledby="audit">
      <h2 id="audit">{t('audit.title')}</h2>
      <p className="dim panel-text">{t('audit.text')}</p>
      {log.error && <Trouble problem={asProblem(log.error)} actions={<Button variant="default" onClick={() => void log.refetch()}>{t('try_again')}</Button>} />}
      {log.data && entries.length === 0 && <p className="dim">{t('audit.none')}</p>}
      <ul className="entries audit">
        {entries.map((each) => (
          <li key={each.id} className="entry" data-result={each.result}>
            <div className="entry-words">
              <p><strong>{each.who}</strong> <span className="dim">{each.from}</span></p>
              <p><code>{each.what}</code>{each.about && <> · {each.about}</>}{each.job !== null && <> · {t('audit.job', { job: each.job })}</>}</p>
              <p className={good(each.result) ? 'dim' : 'reason'}>{dateTime(each.at, i18n.language)} · {t(`audit.result.${each.result}`, { defaultValue: each.result })}{each.times > 1 && ` · ${t('audit.times', { count: each.times })}`}</p>
            </div>
          </li>
        ))}
      </ul>
      {log.hasNextPage && <div className="actions"><Button variant="default" loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>{t('jobs.more')}</Button></div>}
    </section>
  );
}
