"""Calls whose metadata tries to break out of every language's strings."""

from hypothesis import strategies as st

PAGE_CALL = {"customer": "cus_9s6XKzkNRiz8i3", "source": "src_1NfRGv2eZvKYlo2Cv7NAImBL"}

HOSTILE_METADATA = {
    "it's": "both ' and \" and `backticks`",
    'quo"te': "ends with a backslash \\",
    "back\\slash": "\\n is no line end, \\' no quote, \\u0041 no A, \\x41 neither",
    "dollar": "$HOME ${HOME} $(id) $$ `id` {$a} ${a} %s {0} {{ 7 * 7 }} {% raw %} #{1 + 1} #$0",
    "lines": "first\nsecond\r\nthird\ttabbed\n",
    "html": "</script><!-- ?> <?php */ /* // -- # '''\"\"\"",
    "emoji": "👩‍👩‍👧 🇩🇪 e\u0301 ﷽ \U0001d518",
    "größe": "漢字 العربية",
    "null": "a\x00b\x001",
    "controls": "".join(map(chr, range(32))) + "\x7f\x80\x85\x9f",
    "separators": "\u2028\u2029\u00a0\ufeff\u200b",
    "trojan": "\u202e}\u2066 if admin\u2069 \u2066",
    "noncharacters": "\ufffe\uffff\U0001fffe\U000e0001",
    "a=b&c=d": "e=f&g=h;i",
    "@file": "@/etc/passwd",
    "-d": "--data",
    "__proto__": "constructor",
    "constructor": "__proto__",
    "0": "zero",
    "08": "no octal",
    "id": "src_1NfRGv2eZvKYlo2Cv7NAImBL",
    " ": " ",
    "!history": "!! !$ ^a^b",
    "~": "~root =ls %1 *.py ?",
    "empty": "",
    "new\nline": "\\\n",
    "\x00": "\x00",
    "trigraph??/": "??/ \\u000a \\u0022 \\U0001f600",
}

CALL_IN_FULL = PAGE_CALL | {
    "metadata": HOSTILE_METADATA,
    "idempotency_key": "k'1\"2`3$4\\5#{6} &={{7}}!",
}

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
KEYS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="[]"), min_size=1, max_size=40
)
SIGNS = st.text(st.sampled_from("'\"\\$#{}`\n\r\0u0x41@=&% aé👍\u2028"), max_size=30)

METADATA = st.dictionaries(KEYS | SIGNS.filter(bool), TEXT | SIGNS, max_size=3)
