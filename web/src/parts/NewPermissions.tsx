// What an app may do beyond what its owner has agreed to: a change of its files by hand, or a link in its folder.

import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, asProblem, type PermissionMark } from '../api/client';
import { keys } from '../live/keys';
import { useMay } from '../live/me';
import { Message, Trouble } from './Message';

export function NewPermissions({ name, open }: { name: string; open: PermissionMark[] }) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const { install } = useMay();
  const accept = useMutation({
    mutationFn: () => api.acceptPermissions(name, open.map((each) => each.id)),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.app(name) }),
  });
  if (open.length === 0) return null;
  return (
    <>
      <Message kind="warning" title={t('permissions.new')} actions={install && <Button variant="default" loading={accept.isPending} onClick={() => accept.mutate()}>{t('permissions.accept')}</Button>}>
        <p>{t('permissions.new_text')}</p>
        <ul>{open.map((each) => <li key={each.id}>{t(`permission.${each.kind}`, { defaultValue: each.sentence })} <span className="dim">{each.service}{each.detail && `: ${each.detail}`}</span></li>)}</ul>
      </Message>
      {accept.error && <Trouble problem={asProblem(accept.error)} />}
    </>
  );
}
