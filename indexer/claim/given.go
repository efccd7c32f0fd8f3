package claim

// Given names that are nearly always a woman's or a man's, so that "she" is not
// taken for Desmond. A name that is both, or is not here, stays open.
var (
	women = set("ada adele agnes alice alicia amanda amelia amy ana andrea angela anita ann anna anne annie antonia audrey barbara beatrice beatrix bella bertha beth betty brenda bridget " +
		"camilla carla carmen carol caroline catherine cecilia charlotte christina christine clara claire claudia constance cynthia daisy daphne deborah delia denise diana dolores donna dora doris dorothy " +
		"edith edna elaine eleanor elena elisabeth eliza elizabeth ella ellen elsa emily emma erica esther ethel eva eve evelyn fatima felicity fiona flora florence frances gabriela georgia gertrude gloria grace greta gwen " +
		"hannah harriet hazel heather heidi helen helena henrietta hilda hillary imogen ines ingrid irene iris isabel isabella ivana ivy jane janet jasmine jean jennifer jenny jessica jill joan joanna josephine joyce judith julia juliet " +
		"karen kate katharine katherine kathleen katie kim kirsten laura lauren leah lena lilian lily linda lisa lois louisa louise lucia lucy lydia mabel madeleine margaret maria marian marianne marie marion marjorie martha mary matilda maud megan melanie melissa mildred miranda miriam moira molly monica muriel " +
		"nadia nancy naomi natalia natalie nina nora norma odile olga olive olivia pamela patricia paula pauline penelope petra philippa phoebe phyllis priscilla rachel rebecca renata rita roberta rosa rosalind rose rosemary ruby ruth sabine sally samantha sandra sarah sheila shirley silvia sonia sophia sophie stella stephanie susan susanna sylvia " +
		"tamara tanya teresa thelma theresa tina ursula vera verity veronica victoria viola violet virginia vivian wanda wendy wilma winifred yvette yvonne zoe")
	men = set("aaron abraham adam adrian alan albert alexander alfred ambrose andrew angus anthony antonio archibald arnold arthur august barry bartholomew benedict benjamin bernard boris brian bruce calvin carl carlos cecil cedric charles christopher clarence clifford clive colin conrad cornelius craig cyril " +
		"daniel david dennis derek desmond dev diego dmitri dominic donald douglas duncan edgar edmund edward edwin eli elias emil eric ernest erwin eugene felix ferdinand francis frank fred frederick gareth gary geoffrey george gerald gilbert giles glenn gordon graham gregory gus gustav guy " +
		"hamid hans harlan harold harry harvey hector henry herbert herman horace howard hubert hugh hugo humphrey ian igor isaac ivan jack jacob james jason jeffrey jeremy jerome joel john jonathan jose joseph joshua juan julian justin karl keith kenneth kevin kurt lars lawrence leo leon leonard leopold lewis lionel louis luke magnus malcolm marcel marco marcus mario mark martin matthew maurice max michael miguel miles mohammed neil nicholas nigel nikolai noah norman oliver oscar otto owen " +
		"pablo patrick paul pedro percy peter philip ralph raymond reginald richard robert rodney roger roland ronald rudolf rupert russell samuel scott sebastian sergei sidney simon stanley stephen steven stewart stuart teodor terence theodor theodore thomas timothy tobias tomas toby victor vincent vladimir walter warren wilfred william winston yuri yusuf")
)
