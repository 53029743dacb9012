"""Numbers that others account for (另有所指): then what they were reckoned from was misread.

A check that rests on one guess of a name first looks for another that fits. `扣除上年结算后当年资金 A，支出 B，执行率
P`: by whatever words the whole is told, that B ÷ A is P to the last digit is no chance; nor is it that A − B is D in
`预算 A，中标价 B，节约 D，…实际完成 C`. Beyond the sentence a guessed number, which something else bears out, may give
way to another of its section, or the whole of a rate to another total of the report.

A pair that another number is reckoned from, or that is in another breach, proves nothing: a number may be copied, or
two may have changed places. Nor do the numbers of one comparison: growth is often reckoned from the wrong base.
A number is not the whole of those beside which it is a part of something larger: `实有 T，其中行政 A、参公 B、事业 C`.
And two numbers under one name, each borne out where it stands, are two quantities.
"""
