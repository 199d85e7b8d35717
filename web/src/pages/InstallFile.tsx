// Installing from a file of another server: it is sent, opened, looked at, and then installed without a network.

import { Button, Checkbox, FileInput, Progress } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router-dom';
import { asProblem, type InstallPlan, type Problem } from '../api/client';
import { bring, moveApi, type ImportHead } from '../api/move';
import { useApp, useLastJob, useNameOf, useRunningJob } from '../live/hooks';
import { live } from '../live/live';
import { firstValues, type Typed } from '../parts/form';
import { dateTime } from '../parts/format';
import { JobEnd } from '../parts/JobEnd';
import { JobProgress } from '../parts/JobProgress';
import { Message, Trouble } from '../parts/Message';
import { Needs } from '../parts/Needs';
import { Page } from '../parts/Page';
import { Password } from '../parts/Password';
import { SettingsForm } from '../parts/SettingsForm';
import { useSend } from '../parts/useSend';

function Choose({ onBrought }: { onBrought: (head: ImportHead) => void }) {
  const { t } = useTranslation();
  const [sent, setSent] = useState<number | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const take = async (file: File | null) => {
    if (!file) return;
    setProblem(null);
    setSent(0);
    try {
      const id = await bring(file, setSent);
      onBrought(await moveApi.head(id).catch(async (error: unknown) => {
        await moveApi.drop(id).catch(() => undefined);
        throw error;
      }));
    } catch (error) {
      setProblem(asProblem(error));
      setSent(null);
    }
  };
  return (
    <section className="panel">
      <p>{t('move.file_text')}</p>
      {sent === null ? (
        <FileInput label={t('move.file')} placeholder={t('move.choose')} accept=".furtka" clearable={false} onChange={(file) => void take(file)} />
      ) : (
        <div className="progress">
          <div className="progress-words"><span role="status">{t('move.sending')}</span><span className="dim">{Math.round(sent * 100)} %</span></div>
          <Progress.Root size="md" radius="xl"><Progress.Section value={sent * 100} aria-label={t('move.sending')} /></Progress.Root>
        </div>
      )}
      {problem && <Trouble problem={problem} onClose={() => setProblem(null)} />}
    </section>
  );
}

function Open({ head, onOpened }: { head: ImportHead; onOpened: (plan: InstallPlan) => void }) {
  const { t } = useTranslation();
  const { sending, problem, send, forget } = useSend();
  const [passphrase, setPassphrase] = useState('');
  const open = async () => {
    const plan = await send(() => moveApi.plan(head.id, head.needs_passphrase ? { passphrase } : {}));
    if (plan) onOpened(plan);
  };
  return (
    <form className="form" noValidate onSubmit={(event) => { event.preventDefault(); void open(); }}>
      {head.needs_passphrase && <Password current label={t('move.passphrase')} description={t('move.its_passphrase')} value={passphrase} onChange={setPassphrase} />}
      {problem && <Trouble problem={problem} onClose={forget} />}
      <div className="actions"><Button type="submit" loading={sending} disabled={head.needs_passphrase && passphrase === ''} data-key="unlock">{t('move.look')}</Button></div>
    </form>
  );
}

function Ask({ head, plan, begun }: { head: ImportHead; plan: InstallPlan; begun: () => void }) {
  const { t } = useTranslation();
  const nameOf = useNameOf();
  const [trusted, setTrusted] = useState(false);
  const [freePorts, setFreePorts] = useState(false);
  const asked = plan.permissions.filter((each) => each.needs_acceptance);
  const install = async (settings: Typed) => {
    const job = await moveApi.install(head.id, { settings, accept: trusted ? asked.map((each) => each.id) : [], free_ports: freePorts });
    begun();
    live.begun(job);
  };
  return (
    <>
      <Needs plan={plan} nameOf={nameOf} takeFree={() => setFreePorts(true)} isFreed={() => freePorts} />
      {plan.ports_taken.length > 0 && <Checkbox checked={freePorts} onChange={(event) => setFreePorts(event.currentTarget.checked)} label={t('move.free_ports')} />}
      <SettingsForm settings={plan.settings} initial={firstValues(plan.settings, plan.values)} secretsSet={plan.secrets_set} submit={t('install.submit')} hold={asked.length > 0 && !trusted} send={install}>
        {asked.length > 0 && (
          <Checkbox color="red" checked={trusted} onChange={(event) => setTrusted(event.currentTarget.checked)} data-key="trust"
            label={t(asked.some((each) => each.severity === 'red') ? 'permissions.trust' : 'permissions.trust_new', { app: plan.display_name })} description={t('permissions.trust_text')} />
        )}
      </SettingsForm>
    </>
  );
}

export function InstallFilePage() {
  const { t, i18n } = useTranslation();
  const [head, setHead] = useState<ImportHead | null>(null);
  const [plan, setPlan] = useState<InstallPlan | null>(null);
  const [began, setBegan] = useState(false);
  const name = head?.app ?? '';
  const job = useRunningJob(name);
  const last = useLastJob(name);
  const installed = useApp(name);
  const done = began && !job && installed && last?.kind === 'install' && last.state === 'done';
  return (
    <Page title={t('move.install')} back={{ to: '/store', text: t('store.title') }}>
      {!head ? <Choose onBrought={setHead} /> : (
        <>
          {!done && <Message kind="note" title={`${head.display_name} ${head.version}`}><p>{t(head.data ? 'move.has_data' : 'move.no_data', { time: dateTime(head.made_at, i18n.language) })}</p></Message>}
          {began && job ? (
            <section className="panel"><JobProgress job={job} /><p className="dim">{t('install.close')}</p></section>
          ) : done ? (
            <Message kind="good" title={t('ended.done.install')} actions={<Button component={Link} to={`/apps/${name}`}>{t('store.to_app')}</Button>} />
          ) : (
            <>
              {began && last?.kind === 'install' && <JobEnd job={last} />}
              <section className="panel">{plan ? <Ask head={head} plan={plan} begun={() => setBegan(true)} /> : <Open head={head} onOpened={setPlan} />}</section>
            </>
          )}
        </>
      )}
    </Page>
  );
}
