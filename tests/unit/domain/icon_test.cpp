#include "domain/icon.hpp"

#include <gtest/gtest.h>

#include <string>

using namespace furtka;
using namespace std::string_literals;

namespace {

std::string svg(const std::string& inside, const std::string& attributes = "")
{
    return R"(<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" )" + attributes + ">"
        + inside + "</svg>";
}

/// What the refusal says was found; empty when the icon may be shown.
std::string found(const std::string& text)
{
    const auto checked = check_icon(text);
    if (checked) return "";
    EXPECT_EQ(checked.error().kind, ErrorKind::invalid);
    EXPECT_EQ(checked.error().key, "icon_refused");
    return checked.error().message.substr(std::string("the icon is refused: found ").size());
}

} // namespace

TEST(Icons, ThatOnlyDrawAreShown)
{
    EXPECT_EQ(found(R"(<?xml version="1.0" encoding="UTF-8"?><!-- drawn -->)"
                  + svg(R"(<title>A &amp; B</title><path d="M0 0h10"/>)", R"(viewBox="0 0 10 10")")),
        "");
    EXPECT_EQ(
        found(svg(
            R"x(<defs><linearGradient id="a"><stop offset="0" stop-color="#fff"/></linearGradient></defs><g fill="url(#a)" style="stroke: url('#a')"><use xlink:href="#a"/></g>)x")),
        "");
    EXPECT_EQ(
        found(
            svg(R"(<style><![CDATA[.a > path { fill: red }]]></style><image href="data:image/png;base64,iVBORw0//w=="/>)")),
        "");
    EXPECT_EQ(
        found(svg(
            R"(<sodipodi:namedview inkscape:zoom="1"/><metadata><rdf:RDF><cc:Work rdf:about=""/></rdf:RDF></metadata>)",
            R"(xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:cc="http://creativecommons.org/ns#")")),
        "");
}

TEST(Icons, WithScriptAreRefused)
{
    EXPECT_EQ(found(svg("<script>alert(1)</script>")), "the element script");
    EXPECT_EQ(found(svg("<foreignObject/>")), "the element foreignObject");
    EXPECT_EQ(found(svg("<a href='#x'/>")), "the element a");
    EXPECT_EQ(found(svg("<rect onclick='x()'/>")), "a handler, onclick");
    EXPECT_EQ(found(svg("", "ONLOAD='x()'")), "a handler, ONLOAD");
    EXPECT_EQ(found(svg("<rect id='java&#9;script:x'/>")), "a script in id");
    EXPECT_EQ(found(svg("<use href='&#106;avascript:x'/>")), "a script in href");
    EXPECT_EQ(found(svg("<set attributeName='xlink:href' to='x'/>")), "an animation of xlink:href");
    EXPECT_EQ(found(svg("<set attributeName='onclick' to='x'/>")), "an animation of onclick");
}

TEST(Icons, ThatHideAnElementBehindAPrefixAreRefused)
{
    EXPECT_EQ(found(svg("<s:script/>", R"(xmlns:s="http://www.w3.org/2000/svg")")), "the element s:script");
    EXPECT_EQ(
        found(svg("<cc:script/>", R"(xmlns:cc="http://www.w3.org/2000/svg")")), "a second prefix for elements that act");
    EXPECT_EQ(
        found(svg("<cc:script/>", R"(xmlns:cc="http://www.w3.org/1999/xhtml")")), "a second prefix for elements that act");
    EXPECT_EQ(found(svg("<path/>", R"(xmlns:svg="http://www.w3.org/2000/svg")")), "");
    EXPECT_EQ(found(svg("<svg:script/>")), "the element svg:script");
    EXPECT_EQ(found(svg(R"(<g xmlns="http://www.w3.org/1999/xhtml"/>)")), "a second namespace without a prefix");
    EXPECT_EQ(found(svg(R"(<g xmlns:xlink="urn:x"/>)")), "a prefix xlink for something else");
}

TEST(Icons, ThatReachOutsideAreRefused)
{
    EXPECT_EQ(found(svg("<image href='https://example.org/x.png'/>")), "a reference to something outside, href");
    EXPECT_EQ(found(svg("<use xlink:href='other.svg#a'/>")), "a reference to something outside, xlink:href");
    EXPECT_EQ(found(svg("<image href='data:text/html,x'/>")), "a reference to something outside, href");
    EXPECT_EQ(found(svg("<image href='data:image/svg+xml;base64,x'/>")), "a reference to something outside, href");
    EXPECT_EQ(found(svg("<rect fill='url( \"//x/y\")'/>")), "a reference to something outside, url(…)");
    EXPECT_EQ(found(svg("<rect style='fill:URL(x.svg#a)'/>")), "a reference to something outside, url(…)");
    EXPECT_EQ(found(svg("<style>@import 'x.css';</style>")), "a style with @import");
    EXPECT_EQ(found(svg("<style>a{b:u\\72l(x)}</style>")), "a style with \\");
    EXPECT_EQ(found(svg("<g xml:base='http://x/'/>")), "xml:base");
    EXPECT_EQ(found("<?xml-stylesheet href='x.css'?>" + svg("")), "a processing instruction");
}

TEST(Icons, ThatAreNoPlainSvgAreRefused)
{
    EXPECT_EQ(found("<!DOCTYPE svg [<!ENTITY a 'b'>]>" + svg("&a;")), "a DOCTYPE");
    EXPECT_EQ(found("<html/>"), "the element html");
    EXPECT_EQ(found("<g/>"), "no svg element as its root");
    EXPECT_EQ(found(svg("") + svg("")), "no svg element as its root");
    EXPECT_EQ(found("<svg/>"), "no xmlns for SVG");
    EXPECT_EQ(found(""), "no well-formed XML at byte 0 (No document element found)");
    EXPECT_NE(found("<svg"), "");
    EXPECT_EQ(found(svg("<g class='a<script '/>")), "a < in class");
    EXPECT_EQ(found(svg("\xff")), "text that is not UTF-8");
    EXPECT_EQ(found(svg("\0"s)), "text that is not UTF-8");
    EXPECT_EQ(found("<?xml version='1.0' encoding='UTF-7'?>" + svg("")), "an encoding that is not UTF-8");
    EXPECT_EQ(found("<?xml version='<script'?>" + svg("")), "a < in version");
}

TEST(Icons, HaveASizeAndADepth)
{
    EXPECT_EQ(found(svg(std::string(16 * 1024, ' '))), "16474 bytes, at most 16384 are shown");
    std::string deep;
    for (int i = 0; i < 1000; ++i) deep += "<g>";
    for (int i = 0; i < 1000; ++i) deep += "</g>";
    EXPECT_EQ(found(svg(deep)), "more than 64 levels");
}
