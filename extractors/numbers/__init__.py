"""The grammar of printed numbers (数字文法): what is a number, of which unit, and how exact."""
