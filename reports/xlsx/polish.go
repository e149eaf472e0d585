package xlsx

import (
	"bytes"
	"strings"
)

// polishChart mends what the library writes about axes and cannot be told:
//   - an axis title carries a second, unrotated text setting that wins in some
//     programs and lays vertical titles flat;
//   - the horizontal axis of a scatter chart has no logarithm and carries
//     settings that only category axes may have;
//   - bars that lie have their values below, with a title that lies as well;
//   - bars have an outline: a pale one ends on white paper, too;
//   - the loads and months under a scatter chart are figures, not words.
func polishChart(text []byte) []byte {
	s := strings.ReplaceAll(string(text), flatTitle+"</title>", "</title>")
	s = strings.ReplaceAll(s, onlyCategories+"</valAx>", "</valAx>")
	if strings.Contains(s, "<scatterChart>") && strings.Contains(s, logarithm) {
		s = strings.ReplaceAll(s, logarithm, "")
		s = strings.ReplaceAll(s, "<scaling><orientation", "<scaling>"+logarithm+"<orientation")
	}
	if strings.Contains(s, `<barDir val="bar">`) {
		s = strings.ReplaceAll(s, `rot="-5400000" spcFirstLastPara="false" vert="horz"`, `rot="0" spcFirstLastPara="false" vert="horz"`)
	}
	s = strings.ReplaceAll(s, "</a:solidFill></spPr><invertIfNegative", "</a:solidFill>"+outline+"</spPr><invertIfNegative")
	s = strings.ReplaceAll(strings.ReplaceAll(s, "<xVal><strRef>", "<xVal><numRef>"), "</strRef></xVal>", "</numRef></xVal>")
	if strings.Contains(s, `<orientation val="maxMin">`) {
		if i := strings.Index(s, "<valAx>"); i >= 0 {
			s = s[:i] + strings.Replace(s[i:], `<crosses val="autoZero">`, `<crosses val="max">`, 1)
		}
	}
	return []byte(s)
}

const (
	flatTitle      = `<txPr><a:bodyPr anchorCtr="false" rot="0" spcFirstLastPara="false"></a:bodyPr><a:p></a:p></txPr>`
	onlyCategories = `<auto val="1"></auto><lblAlgn val="ctr"></lblAlgn><lblOffset val="100"></lblOffset><noMultiLvlLbl val="0"></noMultiLvlLbl>`
	outline        = `<a:ln w="6350"><a:solidFill><a:srgbClr val="` + grey + `"></a:srgbClr></a:solidFill></a:ln>`
	logarithm      = `<logBase val="10"></logBase>`
)

// mend is how a part is changed on its way out, or nil.
func mend(name string) func([]byte) []byte {
	switch {
	case name == contentTypes:
		return sortDefaults
	case strings.HasPrefix(name, "xl/charts/chart"):
		return func(b []byte) []byte { return polishChart(bytes.TrimSpace(b)) }
	}
	return nil
}
