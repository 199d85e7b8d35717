#!/usr/bin/env python3
"""unnamed.py finds names that would clash, and nothing else."""
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parent))
import unnamed


def found(one, other, folder="services"):
    with tempfile.TemporaryDirectory() as root:
        for name, text in (("a", one), ("b", other)):
            path = Path(root, "src", folder, f"{name}.cpp")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"namespace furtka {{\nnamespace {{\n\n{text}\n\n}} // namespace\n}} // namespace furtka\n")
        return list(unnamed.violations(root))


class Unnamed(unittest.TestCase):
    def test_a_clash_is_told_with_both_places(self):
        self.assertEqual(["services: most is in the unnamed namespaces of src/services/a.cpp:4 and src/services/b.cpp:4"],
                         found("constexpr int most = 3;", "constexpr std::size_t most = std::size_t{4} * 1024;"))

    def test_every_kind_of_name_is_seen(self):
        for text in ("struct Asked {\n    int a = 1;\n};", "enum class Kind { one, two };", "class Clock final : public Base { };",
                     "std::string text_of(const json::value& value, std::string_view name)\n{\n    return {};\n}",
                     "template <class T>\nbool is(const T& given) noexcept { return true; }",
                     "constexpr std::array names{\n    std::string_view(\"a\"),\n};",
                     'const auto look = [](int a) { return a; };', "bool operator==(const A& a, const B& b) { return true; }"):
            self.assertEqual(1, len(found(text, text)), text)

    def test_overloads_members_comments_and_bodies_are_no_clash(self):
        self.assertEqual([], found("void tell(int a) { int inner = 1; }\nstruct A { int most; };", "void tell(const B& b) { int inner = 2; }\nstruct B { int most; };"))
        self.assertEqual([], found("// int most = 3;\nint a = 1;", 'const char* b = "int a = 1;";'))
        self.assertEqual([], found("namespace json = boost::json;\nusing Clock = std::chrono::steady_clock;", "namespace json = boost::json;\nusing Clock = std::chrono::steady_clock;"))

    def test_layers_that_are_compiled_file_by_file_may_repeat(self):
        self.assertEqual([], found("int most = 3;", "int most = 3;", "domain"))


if __name__ == "__main__":
    unittest.main()
