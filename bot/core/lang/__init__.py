"""Words: text as people wrote it made into something rules can compare, and what people read.

In: text in English or Russian. Out: folded words, stems, word forms, sentences, lengths of time,
and messages in a reader's own language. Read normalize first, then stems, inflection and
english_forms, sentences, lexicon and phrase_index; durations and typed_words (what people
type); last i18n, markup and invisible (what people read).
"""
