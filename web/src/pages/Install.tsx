// Installing: what it takes, its form, then the progress. Closing the tab changes nothing; a failure keeps what was typed.

import { Button, Checkbox } from '@mantine/core';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router-dom';
import { api, asProblem } from '../api/client';
import { useApp, useAvailable, useLastJob, useRunningJob } from '../live/hooks';
import { live } from '../live/live';
import { draftOf, dropDraft, firstValues, keepDraft, type Typed } from '../parts/form';
import { JobEnd } from '../parts/JobEnd';
import { JobProgress } from '../parts/JobProgress';
import { Message, Trouble } from '../parts/Message';
import { Needs, useInstallPlan } from '../parts/Needs';
import { openUrl } from '../parts/openUrl';
import { Page } from '../parts/Page';
import { PortTaken } from '../parts/PortTaken';
import type { Taken } from '../parts/portPlaces';
import { SettingsForm } from '../parts/SettingsForm';

function Ask({ name, nameOf, begun }: { name: string; nameOf: (app: string) => string; begun: (job: number) => void }) {
  const { t } = useTranslation();
  // With settings that change what the app may do or where it can be reached, the plan is asked for once more.
  const wanted = useRef<Typed>({});
  // Ports that no field of the form moves, by place.
  const [ports, setPorts] = useState<Record<string, string>>({});
  const plan = useInstallPlan(name, true, () => wanted.current, () => ports);
  const [agreed, setAgreed] = useState(false);
  const [trusted, setTrusted] = useState(false);
  const [freePorts, setFreePorts] = useState(false);
  const settings = plan.data?.settings;
  const onTyped = useCallback((typed: Typed) => { if (settings) keepDraft(name, settings, typed); }, [name, settings]);
  if (plan.error) {
    return <Trouble problem={asProblem(plan.error)} actions={<Button variant="default" onClick={() => void plan.refetch()}>{t('try_again')}</Button>} />;
  }
  if (!plan.data) return <p className="dim" role="status">{t('install.looking')}</p>;
  const asked = plan.data.permissions.filter((each) => each.needs_acceptance);
  const { ports_taken: taken } = plan.data;
  const hasField = (each: Taken) => each.app === name && each.setting !== null;
  const takeFree = ({ app, place, take }: Taken) => {
    if (app === name && place !== null && take !== null) setPorts((before) => ({ ...before, [place]: take }));
    else setFreePorts(true);
  };
  const isFreed = ({ app, place, take }: Taken) => freePorts || (app === name && place !== null && take !== null && ports[place] === take);
  const aside = (setting: string, value: string, set: (value: string) => void) => {
    const found = taken.find((each) => hasField(each) && each.setting === setting && String(each.port) === value);
    return found && <PortTaken taken={found} nameOf={nameOf} take={() => set(String(found.free))} />;
  };
  const send = async (values: Typed) => {
    try {
      const job = await api.install(name, values, trusted ? asked.map((each) => each.id) : [], ports, freePorts);
      begun(job.id);
      live.begun(job);
    } catch (error) {
      const { key } = asProblem(error);
      if (key === 'permissions_not_accepted') setTrusted(false);
      if (key === 'permissions_not_accepted' || key === 'port_in_use') {
        wanted.current = values;
        void plan.refetch();
      }
      throw error;
    }
  };
  return (
    <section className="panel">
      <Needs plan={plan.data} nameOf={nameOf} asksFor={hasField} takeFree={takeFree} isFreed={isFreed} />
      <SettingsForm settings={plan.data.settings} initial={firstValues(plan.data.settings, plan.data.values, draftOf(name))} secretsSet={plan.data.secrets_set}
        submit={t('install.submit')} onTyped={onTyped} aside={aside} hold={!agreed || (asked.length > 0 && !trusted)} send={send}>
        {asked.length > 0 && (
          <Checkbox color="red" checked={trusted} onChange={(event) => setTrusted(event.currentTarget.checked)} data-key="trust"
            label={t(asked.some((each) => each.severity === 'red') ? 'permissions.trust' : 'permissions.trust_new', { app: plan.data.display_name })} description={t('permissions.trust_text')} />
        )}
        <Checkbox checked={agreed} onChange={(event) => setAgreed(event.currentTarget.checked)} label={t('install.agree', { app: plan.data.display_name })} description={t('install.agree_text')} />
      </SettingsForm>
    </section>
  );
}

export function InstallPage() {
  const { t } = useTranslation();
  const { name = '' } = useParams();
  const available = useAvailable().data ?? [];
  const job = useRunningJob(name);
  const last = useLastJob(name);
  const installed = useApp(name);
  const nameOf = (app: string) => available.find((each) => each.name === app)?.display_name ?? app;
  // Only what ended before the eyes of its owner is an end; who comes later may want to install it again.
  const [seen, setSeen] = useState(0);
  useEffect(() => { if (job) setSeen(job.id); }, [job]);
  const done = installed && last?.id === seen && last.state === 'done';
  useEffect(() => { if (done) dropDraft(name); }, [done, name]);
  const url = installed && openUrl(installed);
  return (
    <Page title={t('install.title', { app: nameOf(name) })} back={{ to: `/store/${name}`, text: nameOf(name) }}>
      {job ? (
        <section className="panel"><JobProgress job={job} /><p className="dim">{t('install.close')}</p></section>
      ) : done ? (
        <Message kind="good" title={t('ended.done.install')} actions={<>
          {url && <Button component="a" href={url} target="_blank" rel="noopener noreferrer">{t('app.open')}</Button>}
          <Button component={Link} to={`/apps/${name}`} variant="default">{t('store.to_app')}</Button>
        </>} />
      ) : (
        <>
          {last?.kind === 'install' && <JobEnd job={last} />}
          {installed && <Message kind="note"><p>{t('install.again')}</p></Message>}
          <Ask name={name} nameOf={nameOf} begun={setSeen} />
        </>
      )}
    </Page>
  );
}
