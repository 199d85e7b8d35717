// One page a path; each is loaded when it is first opened.

import { createBrowserRouter } from 'react-router-dom';
import { HomePage } from './pages/Home';
import { patiently } from './parts/patiently';
import { Broken, Shell } from './Shell';

const page = <K extends string>(load: () => Promise<Record<K, React.ComponentType>>, name: K) => async () => ({ Component: (await patiently(load))[name] });
const appPage = () => import('./pages/AppPage');

export const router = createBrowserRouter([
  { path: '/login', errorElement: <Broken />, hydrateFallbackElement: <></>, lazy: page(() => import('./pages/Login'), 'LoginPage') },
  { path: '/setup', errorElement: <Broken />, hydrateFallbackElement: <></>, lazy: page(() => import('./pages/Login'), 'SetupPage') },
  {
    element: <Shell />,
    errorElement: <Broken />,
    hydrateFallbackElement: <></>,
    children: [
      { path: '/', element: <HomePage /> },
      { path: '/store', lazy: page(() => import('./pages/Store'), 'StorePage') },
      { path: '/store/add', lazy: page(() => import('./pages/OwnApp'), 'AddOwnPage') },
      { path: '/install-file', lazy: page(() => import('./pages/InstallFile'), 'InstallFilePage') },
      { path: '/store/:name', lazy: page(() => import('./pages/StoreApp'), 'StoreAppPage') },
      { path: '/store/:name/install', lazy: page(() => import('./pages/Install'), 'InstallPage') },
      { path: '/store/:name/change', lazy: page(() => import('./pages/OwnApp'), 'ChangeOwnPage') },
      {
        path: '/apps/:name',
        lazy: page(appPage, 'AppPage'),
        children: [
          { index: true, lazy: page(() => import('./pages/app/Overview'), 'Overview') },
          { path: 'logs', lazy: page(() => import('./pages/app/Logs'), 'Logs') },
          { path: 'terminal', lazy: page(() => import('./pages/app/Terminal'), 'Terminal') },
          { path: 'settings', lazy: page(() => import('./pages/app/Settings'), 'AppSettings') },
          { path: 'files', lazy: page(() => import('./pages/app/Files'), 'Files') },
          { path: 'updates', lazy: page(() => import('./pages/app/Updates'), 'Updates') },
          { path: 'remove', lazy: page(() => import('./pages/app/Remove'), 'Remove') },
        ],
      },
      { path: '/notices', lazy: page(() => import('./pages/Notices'), 'NoticesPage') },
      {
        path: '/settings',
        lazy: page(() => import('./pages/SettingsPage'), 'SettingsPage'),
        children: [
          { index: true, lazy: page(() => import('./pages/settings/General'), 'General') },
          { path: 'updates', lazy: page(() => import('./pages/settings/Updates'), 'UpdatesSettings') },
          { path: 'notifications', lazy: page(() => import('./pages/settings/Notifications'), 'Notifications') },
          { path: 'account', lazy: page(() => import('./pages/settings/Account'), 'Account') },
          { path: 'access', lazy: page(() => import('./pages/settings/Access'), 'Access') },
          { path: 'certificates', lazy: page(() => import('./pages/settings/Certificates'), 'Certificates') },
          { path: 'audit', lazy: page(() => import('./pages/settings/Audit'), 'Audit') },
          { path: 'catalogs', lazy: page(() => import('./pages/settings/Catalogs'), 'Catalogs') },
          { path: 'move-in', lazy: page(() => import('./pages/settings/MoveIn'), 'MoveIn') },
          { path: 'registries', lazy: page(() => import('./pages/settings/Registries'), 'Registries') },
        ],
      },
      { path: '*', lazy: page(() => import('./pages/NotFound'), 'NotFoundPage') },
    ],
  },
], { future: { v7_relativeSplatPath: true, v7_fetcherPersist: true, v7_normalizeFormMethod: true, v7_partialHydration: true, v7_skipActionErrorRevalidation: true } });
