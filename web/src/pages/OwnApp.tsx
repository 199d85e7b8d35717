// An app of one's own: given, looked at, kept; or one that is there, made anew of another text.

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router-dom';
import { asProblem } from '../api/client';
import { ownApi, type OwnApp, type OwnPreview } from '../api/own';
import { keys } from '../live/keys';
import { emptyOwn, keepRequest, lookRequest, typedOf, type OwnKind } from '../parts/own';
import { Page } from '../parts/Page';
import { Trouble } from '../parts/Message';
import { useSend } from '../parts/useSend';
import { Give } from './own/Give';
import { Understood } from './own/Understood';

function Own({ known }: { known?: OwnApp }) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const begin = known ? typedOf(known) : { kind: 'compose' as OwnKind, typed: emptyOwn() };
  const [kind, setKind] = useState<OwnKind>(begin.kind);
  const [typed, setTyped] = useState(begin.typed);
  const [seen, setSeen] = useState<OwnPreview | null>(null);
  const { sending, problem, send, forget } = useSend();
  const look = () => void send(() => ownApi.preview(lookRequest(kind, typed, known?.name))).then((answer) => { if (answer) setSeen(answer); });
  const keep = async (told: { name: string; title: string; icon: string | null }, settings: Record<string, string>) => {
    if (!seen) return;
    const body = keepRequest(seen, told, settings);
    const kept = await (known ? ownApi.change(known.name, body) : ownApi.add(body));
    await client.invalidateQueries({ queryKey: keys.available });
    void client.invalidateQueries({ queryKey: keys.own(kept.name) });
    void navigate(known ? `/store/${kept.name}` : `/store/${kept.name}/install`);
  };
  if (seen) return <Understood seen={seen} again={known !== undefined} icon={known?.icon ?? null} onKeep={keep} onBack={() => setSeen(null)} />;
  return (
    <Give kind={kind} typed={typed} problem={problem} sending={sending} again={known !== undefined} onClose={forget} onLook={look}
      onKind={(next) => { forget(); setKind(next); }} onTyped={(text) => { forget(); setTyped({ ...typed, [kind]: text }); }} />
  );
}

export function AddOwnPage() {
  const { t } = useTranslation();
  return <Page title={t('own.add')} back={{ to: '/store', text: t('store.title') }}><Own /></Page>;
}

export function ChangeOwnPage() {
  const { t } = useTranslation();
  const { name = '' } = useParams();
  const known = useQuery({ queryKey: keys.own(name), queryFn: () => ownApi.one(name), gcTime: 0, retry: 0 });
  return (
    <Page title={t('own.change', { app: known.data?.title ?? name })} back={{ to: `/store/${name}`, text: known.data?.title ?? name }}>
      {known.error && <Trouble problem={asProblem(known.error)} />}
      {known.data && <Own known={known.data} />}
    </Page>
  );
}
