#!/usr/bin/env python3
"""layers.py finds what is planted in a tree of its own, and nothing in a clean one."""

import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parent))
import layers


class Layers(unittest.TestCase):
    def tree(self, **files):
        """Files by path with `__` for `/` and `_hpp` for `.hpp`; returns what layers.py says of them."""
        with tempfile.TemporaryDirectory() as root:
            for name, text in files.items():
                stem, suffix = name.replace("__", "/").rsplit("_", 1)
                path = Path(root, "src", f"{stem}.{suffix}")
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
            return layers.violations(root)[1]

    def test_a_clean_tree_has_no_violation(self):
        self.assertEqual([], self.tree(
            base__error_hpp="#include <string>\n",
            domain__job_hpp='#include "base/error.hpp"\n#include <vector>\n',
            domain__job_cpp='#include "domain/job.hpp"\n#include <boost/json.hpp>\n',
            async__task_hpp="#include <boost/asio/awaitable.hpp>\n",
            ports__engine_hpp='#include "domain/job.hpp"\n#include "async/task.hpp"\n',
            services__update_hpp='#include "ports/engine.hpp"\n',
            adapters__docker__engine_hpp='#include "ports/engine.hpp"\n#include "adapters/docker/wire.hpp"\n',
            adapters__docker__wire_hpp="",
            api__messages_hpp='#include "domain/job.hpp"\n',
            cli__table_cpp='#include "api/messages.hpp"\n#include <CLI/CLI.hpp>\n',
            daemon__wire_cpp='#include "adapters/docker/engine.hpp"\n#include "cli/table.hpp"\n',
            main_cpp='#include "daemon/wire.hpp"\n',
        ))

    def test_a_domain_file_that_includes_a_service_is_told_with_its_line(self):
        self.assertEqual(
            ['src/domain/job.cpp:2: domain may not include "services/update.hpp"; it may include base'],
            self.tree(domain__job_cpp='// job\n#include "services/update.hpp"\n', services__update_hpp=""))

    def test_an_include_in_angle_brackets_or_by_a_relative_path_is_found_too(self):
        self.assertEqual(
            ['src/base/a.hpp:1: base may not include "domain/job.hpp"; it may include nothing but itself',
             'src/base/b.hpp:1: base may not include "../domain/job.hpp"; it may include nothing but itself'],
            self.tree(base__a_hpp="#include <domain/job.hpp>\n", base__b_hpp='#  include "../domain/job.hpp"\n', domain__job_hpp=""))

    def test_a_port_may_take_the_task_and_nothing_else_of_async(self):
        self.assertEqual(
            ['src/ports/a.hpp:2: ports may not include "async/sleep.hpp"; it may include base, domain, async/task.hpp'],
            self.tree(ports__a_hpp='#include "async/task.hpp"\n#include "async/sleep.hpp"\n', async__task_hpp="", async__sleep_hpp=""))

    def test_adapters_do_not_know_each_other(self):
        self.assertEqual(
            ['src/adapters/disk/a.cpp:1: adapters/disk may not include "adapters/docker/b.hpp"; '
             'it may include base, domain, async, http, ports'],
            self.tree(adapters__disk__a_cpp='#include "adapters/docker/b.hpp"\n', adapters__docker__b_hpp=""))

    def test_the_command_line_knows_of_the_api_only_its_messages(self):
        self.assertEqual(
            ['src/cli/a.cpp:2: cli may not include "api/routes.hpp"; it may include base, domain, async, http, api/messages*'],
            self.tree(cli__a_cpp='#include "api/messages_json.hpp"\n#include "api/routes.hpp"\n', api__routes_hpp="",
                      api__messages_json_hpp=""))

    def test_nobody_includes_the_daemon(self):
        self.assertEqual(
            ['src/api/a.hpp:1: api may not include "daemon/b.hpp"; it may include base, domain, async, http, services'],
            self.tree(api__a_hpp='#include "daemon/b.hpp"\n', daemon__b_hpp=""))

    def test_a_folder_that_is_no_layer_is_told(self):
        self.assertEqual(
            ["src/util/a.hpp:1: the folder util is no layer; the layers are base, domain, async, http, ports, services, "
             "adapters/*, api, cli, offline, daemon, main"],
            self.tree(util__a_hpp="#include <string>\n"))

    def test_the_domain_knows_no_asio_and_shows_no_json(self):
        self.assertEqual(
            ["src/domain/a.cpp:1: domain may not include <boost/asio/awaitable.hpp>; "
             "it is for values and decisions: no I/O, no Asio, no clock, no randomness",
             "src/domain/a.hpp:1: a header may not include <boost/json/value.hpp>; put it in a .cpp file and show plain structs",
             "src/domain/b.hpp:1: domain may not include <boost/beast.hpp>; "
             "it is for values and decisions: no I/O, no Asio, no clock, no randomness"],
            self.tree(domain__a_cpp="#include <boost/asio/awaitable.hpp>\n", domain__a_hpp="#include <boost/json/value.hpp>\n",
                      domain__b_hpp="#include <boost/beast.hpp>\n"))

    def test_heavy_headers_stay_in_source_files(self):
        self.assertEqual(
            ["src/api/a.hpp:1: a header may not include <boost/json.hpp>; put it in a .cpp file and show plain structs",
             "src/http/a.hpp:1: a header may not include <boost/beast/core.hpp>; put it in a .cpp file and show plain structs"],
            self.tree(api__a_hpp="#include <boost/json.hpp>\n#include <boost/json/fwd.hpp>\n",
                      http__a_hpp="#include <boost/beast/core.hpp>\n"))

    def test_beast_is_included_by_six_files_at_most(self):
        files = {f"http__f{n}_cpp": "#include <boost/beast/http.hpp>\n#include <boost/beast/core.hpp>\n" for n in range(8)}
        text = "Beast is included by 8 .cpp files; at most 6 may"
        self.assertEqual([f"src/http/f6.cpp:1: {text}", f"src/http/f7.cpp:1: {text}"], self.tree(**files))

    def test_a_circle_is_named(self):
        self.assertEqual(
            ["src/base/c.hpp:1: the includes go in a circle: base/a.hpp -> base/b.hpp -> base/c.hpp -> base/a.hpp"],
            self.tree(base__a_hpp='#include "base/b.hpp"\n', base__b_hpp='#include "base/c.hpp"\n', base__c_hpp='#include "a.hpp"\n'))

    def test_an_include_in_a_comment_is_none(self):
        self.assertEqual([], self.tree(base__a_hpp='// #include "domain/job.hpp"\n', domain__job_hpp=""))

    def test_a_generated_header_is_judged_by_its_folder(self):
        self.assertEqual(
            ['src/domain/a.cpp:1: domain may not include "api/assets.hpp"; it may include base'],
            self.tree(domain__a_cpp='#include "api/assets.hpp"\n'))


if __name__ == "__main__":
    unittest.main()
