// A code of the phone besides the password: turning it on, its recovery codes, turning it off.

import { Button, TextInput } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accessApi } from '../../../api/access';
import { keys } from '../../../live/keys';
import { live } from '../../../live/live';
import { Message, Trouble } from '../../../parts/Message';
import { Password } from '../../../parts/Password';
import { patiently } from '../../../parts/patiently';
import { useSend } from '../../../parts/useSend';

const QrCode = lazy(() => patiently(() => import('../../../parts/QrCode')));

type Step = { at: 'rest' } | { at: 'password'; what: 'on' | 'codes' | 'off' } | { at: 'offer'; secret: string; uri: string } | { at: 'codes'; codes: string[] };

function Codes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const { t } = useTranslation();
  const href = `data:text/plain;charset=utf-8,${encodeURIComponent(`${t('factor.file_title')}\n\n${codes.join('\n')}\n`)}`;
  return (
    <Message kind="warning" title={t('factor.codes')} actions={<>
      <Button component="a" href={href} download="furtka-recovery-codes.txt">{t('factor.download')}</Button>
      <Button variant="default" onClick={onDone} data-key="codes-kept">{t('factor.kept')}</Button>
    </>}>
      <p>{t('factor.codes_text')}</p>
      <ul className="codes">{codes.map((each) => <li key={each}><code>{each}</code></li>)}</ul>
    </Message>
  );
}

export function SecondFactor({ on, left }: { on: boolean; left: number }) {
  const { t } = useTranslation();
  const [step, setStep] = useState<Step>({ at: 'rest' });
  const [typed, setTyped] = useState('');
  const { sending, problem, send, forget } = useSend();
  const to = (next: Step) => { setTyped(''); forget(); setStep(next); };
  const changed = () => {
    live.connectAgain();
    void live.client.invalidateQueries({ queryKey: keys.me });
    void live.client.invalidateQueries({ queryKey: keys.sessions });
  };
  const submit = async () => {
    if (step.at === 'offer') {
      const codes = await send(() => accessApi.confirmFactor(typed.trim()));
      if (codes) { changed(); to({ at: 'codes', codes }); }
    } else if (step.at === 'password' && step.what === 'on') {
      const offer = await send(() => accessApi.offerFactor(typed));
      if (offer) to({ at: 'offer', ...offer });
    } else if (step.at === 'password' && step.what === 'codes') {
      const codes = await send(() => accessApi.renewCodes(typed));
      if (codes) { changed(); to({ at: 'codes', codes }); }
    } else if (step.at === 'password') {
      if (await send(() => accessApi.dropFactor(typed))) { changed(); to({ at: 'rest' }); }
    }
  };
  const ask = (what: 'on' | 'codes' | 'off') => to({ at: 'password', what });
  return (
    <section className="panel" aria-labelledby="factor" data-factor={on ? 'on' : 'off'}>
      <h2 id="factor">{t('factor.title')}</h2>
      <p className="dim panel-text">{on ? t('factor.is_on', { count: left }) : t('factor.text')}</p>
      {step.at === 'codes' && <Codes codes={step.codes} onDone={() => to({ at: 'rest' })} />}
      {(step.at === 'password' || step.at === 'offer') && (
        <form className="form" onSubmit={(event) => { event.preventDefault(); void submit(); }}>
          {step.at === 'offer' ? (
            <>
              <p>{t('factor.scan')}</p>
              <Suspense><QrCode text={step.uri} label={t('factor.qr')} /></Suspense>
              <p className="dim">{t('factor.type')} <code className="secret">{step.secret.match(/.{1,4}/g)?.join(' ')}</code></p>
              <TextInput label={t('factor.code')} value={typed} withAsterisk inputMode="numeric" autoComplete="one-time-code" onChange={(event) => setTyped(event.currentTarget.value)} />
            </>
          ) : <Password label={t('account.current')} value={typed} current onChange={setTyped} />}
          {problem && <Trouble problem={problem} onClose={forget} />}
          <div className="actions">
            <Button type="submit" loading={sending} disabled={typed.trim() === ''}>{step.at === 'offer' ? t('factor.confirm') : t('factor.next')}</Button>
            <Button variant="default" onClick={() => to({ at: 'rest' })}>{t('cancel')}</Button>
          </div>
        </form>
      )}
      {step.at === 'rest' && (
        <div className="actions">
          {on ? <><Button variant="default" onClick={() => ask('codes')}>{t('factor.renew')}</Button><Button variant="default" onClick={() => ask('off')}>{t('factor.off')}</Button></>
            : <Button variant="default" onClick={() => ask('on')}>{t('factor.on')}</Button>}
        </div>
      )}
    </section>
  );
}
