//! What the letters of a word say about its language, as tables of weights.
//! In: nothing. Out: constants, parsed once by the detector.
//! Not here: words (see the dictionary of languages), how weights add up (see `detect`).
//!
//! Letters are folded; accents speak through `ACCENTS`.

/// How often words of a language end in a letter, in percent; letters that are not named are rare.
pub(super) const LAST: &[(&str, &str)] = &[
    ("en", "e20 s16 d11 t9 n9 y8 r8 g5 l5 h3 k3 m2 c1.5 p2 a1 o1 w1.2 f.8 x.4 b.4"),
    ("it", "o29 a26 e23 i19 n.8 l.5 r.6"),
    ("es", "s26 a22 o19 e9 n11 r7 d2.5 l2 i.8 z.5 u.3"),
    ("fr", "e29 s22 t10 r8 n7 x2.5 l3 i2 z1.5 a1.5 u2 c.8 f.5 d1"),
    ("pt", "s24 o21 a22 e10 r8 m6 l3 u2 i1.2 z.8"),
    ("ca", "s25 a17 t12 r9 e8 n7 l5 c2 i3 m1.5 o3 u1.5 d.5"),
    ("ro", "e18 a21 i18 t9 r7 u5 l7 n3 c3 d2 s1.5 m1.2 o.7 z.6"),
    ("la", "s26 m20 t12 e11 i8 a10 o6 r4 n1 c.5 d.5 u.3"),
    ("de", "n23 e17 r14 t14 s8 h4 g5 d3 l3 m3 k1 f1"),
    ("nl", "n22 e19 t14 r9 s8 d6 l4 g4 k3 m2 p1.5"),
    ("af", "e26 n9 r9 s13 t9 d7 g4 k4 l4 m2"),
    ("pl", "a17 e14 i12 o10 y8 h5 m6 c6 u5 w5 k3 z2 n2"),
    ("cs", "i12 e14 a14 u9 o7 y6 h5 m6 t5 k4 n3 v3"),
    ("hr", "a22 e17 i18 o12 u9 m5 h3 n2 t1.5"),
    ("hu", "k14 t14 a11 n11 s8 l5 e8 i6 r5 o4 m3 z3 g3"),
    ("tr", "n13 i16 a13 r13 e12 k7 u5 m4 l3 t4"),
    ("sq", "e28 t12 r9 a8 i14 n6 s4 m4 k2 h2"),
    ("sw", "a50 i18 o10 e8 u6"),
    ("so", "a33 o8 y11 n8 d7 u6 e5 l5 r5"),
    ("id", "n24 a21 i12 t6 k6 g8 r6 u5 h6 l3 s3"),
    ("tl", "a21 n17 g18 t6 o11 y7 i5 s3 l3 k3"),
    ("eu", "a26 n14 k12 o10 u7 e6 i6 z5 t3 r4"),
    ("ga", "h14 r9 n9 e10 a13 l7 s8 t5 i6 d3 g4 c3"),
    ("cy", "d15 n10 l9 r10 u11 h6 i6 o8 t4 g4 s2"),
    ("lv", "s25 a18 i14 u12 m8 t7 e9"),
    ("sv", "e13 n16 a14 t13 r16 s6 d5 g7 l3"),
    ("da", "e26 n13 r17 t14 g5 s5 d5"),
    ("fi", "a27 n21 i13 t11 e7 s4"),
];

/// How often letters stand in words of a language, in percent, where a language leaves the others; rare ones are `.05`.
pub(super) const LETTERS: &[(&str, &str)] = &[
    (
        "en",
        "a8.2 b1.7 c3.2 d4 e12 f2.1 g2.2 h4.5 i7.5 j.2 k.9 l4.3 m2.6 n7 o7.5 p2.2 q.1 r6.4 s6.5 t8.5 u2.9 v1.1 w1.9 x.25 y2 z.1",
    ),
    (
        "it",
        "a11.5 b1 c4.7 d3.6 e11.5 f1.1 g1.8 h1 i11 j.02 k.03 l6 m2.7 n7 o9.5 p3 q.5 r6.6 s5.2 t6.3 u3 v2.1 w.02 x.02 y.03 z1.1",
    ),
    (
        "es",
        "a12 b1.6 c4.4 d5.2 e13 f.7 g1.1 h.8 i6.5 j.5 k.03 l5 m3 n7 o9 p2.5 q.9 r7 s8 t4.5 u3.6 v1 w.02 x.2 y.9 z.5",
    ),
    (
        "fr",
        "a8 b.9 c3.3 d3.6 e16.5 f1.1 g1 h.8 i7.6 j.5 k.06 l5.5 m3 n7.2 o5.6 p2.9 q1.2 r6.8 s7.9 t7.2 u6.3 v1.7 w.05 x.45 y.3 z.15",
    ),
    (
        "pt",
        "a14 b1 c4.2 d5 e12.5 f1 g1.3 h1 i6.5 j.4 k.03 l2.8 m4.7 n5.2 o11 p2.5 q1 r6.7 s7.7 t4.5 u4.2 v1.6 w.02 x.3 y.03 z.45",
    ),
    (
        "ca",
        "a13 b1.3 c4 d4 e13.5 f1 g1.3 h.7 i7.7 j.4 k.03 l6.5 m3.1 n6.5 o5.6 p2.7 q1 r6.8 s8.2 t6 u4.1 v1.5 w.02 x.6 y.5 z.15",
    ),
    (
        "ro",
        "a13.5 b1 c5.2 d3.5 e11.5 f1.2 g1 h.4 i10.5 j.25 k.1 l5.5 m3 n6.5 o4.5 p3.1 q.02 r7 s5.8 t7.5 u6.2 v1.2 w.03 x.15 y.05 z.7",
    ),
    (
        "la",
        "a9 b1.6 c3.8 d2.7 e11.5 f.9 g1.2 h.8 i11.5 j.05 k.02 l3 m5.4 n6.3 o5.5 p2.9 q1.5 r6.8 s7.6 t8 u9 v1 w.02 x.6 y.1 z.03",
    ),
    (
        "de",
        "a6.5 b1.9 c2.9 d5 e17 f1.6 g3 h4.6 i7.5 j.25 k1.3 l3.5 m2.5 n10 o2.6 p.8 q.02 r7.1 s7.5 t6.1 u4.4 v.8 w1.8 x.03 y.04 z1.1",
    ),
    (
        "nl",
        "a7.5 b1.6 c1.3 d5.8 e18.8 f.8 g3.4 h2.4 i6.5 j1.5 k2.3 l3.6 m2.2 n10 o6 p1.6 q.02 r6.4 s3.8 t6.7 u2 v2.8 w1.5 x.03 y.05 z1.4",
    ),
    (
        "af",
        "a8 b1.6 c.1 d5 e18 f.9 g3.4 h1.8 i9 j.3 k3.2 l4 m2.3 n8.5 o6 p1.7 q.01 r6.5 s6.5 t5.8 u2.1 v2.5 w1.9 x.01 y1 z.02",
    ),
    (
        "pl",
        "a10 b1.5 c4.4 d3.6 e8.5 f.3 g1.5 h1.2 i8.5 j2.3 k3.5 l4 m2.9 n6 o8.8 p3 q.01 r4.6 s4.8 t4 u2.4 v.04 w4.7 x.02 y3.8 z6",
    ),
    (
        "cs",
        "a8.5 b1.6 c2.7 d3.7 e10 f.3 g.3 h1.4 i7.5 j2.1 k3.7 l3.9 m3.2 n6.7 o8.5 p3.4 q.01 r4.9 s5.2 t5.7 u4 v4.4 w.02 x.05 y2.8 z3",
    ),
    (
        "hr",
        "a11.5 b1.5 c2.5 d3.8 e8.5 f.3 g1.6 h.8 i9.8 j5.2 k3.6 l3.5 m3.3 n6.5 o9 p2.9 q.01 r5.3 s5.4 t4.4 u4.3 v3.5 w.01 x.01 y.02 z2.2",
    ),
    (
        "hu",
        "a13 b2 c.9 d2 e14 f.8 g3.5 h1.4 i4.8 j1.2 k5.2 l6.2 m3.6 n5.5 o6.3 p1.1 q.01 r4.1 s6.8 t7.6 u2 v2 w.02 x.02 y2.5 z4.5",
    ),
    (
        "tr",
        "a11.5 b2.8 c2 d4.6 e9 f.5 g2.5 h1.2 i14 j.05 k4.7 l6 m3.7 n7.3 o3.3 p.9 q.01 r7 s4.5 t3.4 u5 v1 w.02 x.01 y3.3 z1.5",
    ),
    (
        "sq",
        "a8 b1.1 c.8 d3.2 e18 f1 g1.2 h4 i8 j3.2 k3 l3 m3.5 n6 o4 p3 q1 r7 s5.5 t8.5 u3.4 v1.4 w.02 x.2 y.8 z.7",
    ),
    (
        "sw",
        "a24 b1.5 c.8 d2 e5 f1 g1.3 h3.5 i11.5 j1.5 k7 l4 m5 n7 o5 p1.5 q.01 r2 s3 t3 u6.5 v.5 w5 x.02 y4 z1.5",
    ),
    (
        "so",
        "a24 b3.2 c1.3 d6 e5 f1 g3 h4 i7.5 j.7 k3.2 l4.3 m3.5 n4.5 o6 p.1 q1 r3.5 s3 t2.2 u5 v.02 w2.3 x2 y4 z.05",
    ),
    (
        "id",
        "a19.5 b2.5 c.6 d4.5 e9 f.3 g3.5 h2.4 i8 j.8 k4.3 l3.7 m3.8 n9.5 o2 p2.8 q.02 r4.8 s4.3 t5 u5.5 v.2 w.5 x.02 y1.6 z.1",
    ),
    (
        "tl",
        "a21 b2.5 c.4 d2 e1.5 f.1 g8 h1.5 i8 j.1 k3 l4.5 m3.5 n12 o5.5 p3.2 q.02 r1.5 s4.5 t3.7 u2.2 v.1 w1 x.02 y3.5 z.05",
    ),
    (
        "eu",
        "a14.5 b2.6 c.1 d3 e12.5 f.4 g1.9 h1 i8.5 j.2 k5 l2.7 m1.5 n8.1 o5.5 p1 q.01 r7.8 s2.4 t7.3 u4.9 v.02 w.02 x.6 y.02 z4.2",
    ),
    (
        "ga",
        "a14 b1.7 c4 d3 e7 f1.5 g2.5 h8.5 i11 j.02 k.02 l4.7 m2.5 n8.5 o5 p.6 q.01 r6.5 s5.5 t4.5 u3 v.03 w.02 x.01 y.02 z.01",
    ),
    (
        "cy",
        "a8 b1.3 c1.8 d9.5 e8 f3 g2.8 h3.5 i6 j.03 k.02 l5 m1.7 n8 o5.5 p1 q.01 r7.5 s2.5 t2.5 u2.6 v.02 w4.5 x.01 y8 z.01",
    ),
    (
        "lv",
        "a14 b1.4 c1.2 d3 e8 f.2 g1.9 h.2 i12 j2.3 k4 l3.5 m3.3 n4.7 o4 p2.6 q.01 r5.6 s8.5 t6 u6 v2.6 w.01 x.01 y.01 z2.5",
    ),
    (
        "sv",
        "a11.5 b1.5 c1.3 d4.5 e10 f2 g3 h2 i5.5 j.6 k3.2 l5.2 m3.5 n8.7 o6 p1.7 q.01 r8.4 s6.3 t7.8 u1.8 v2.4 w.1 x.15 y.7 z.05",
    ),
    (
        "da",
        "a8 b1.6 c.5 d5.8 e16 f2.4 g4 h1.6 i6 j.8 k3.3 l5.2 m3.2 n7.5 o5.5 p1.7 q.01 r9 s5.8 t6.9 u2 v2.3 w.06 x.03 y.7 z.03",
    ),
    (
        "fi",
        "a15.5 b.2 c.2 d1 e8 f.2 g.4 h1.8 i10.8 j2 k5 l5.7 m3.2 n8.8 o6 p1.8 q.01 r2.9 s7.9 t8.7 u5 v2.2 w.05 x.02 y1.7 z.03",
    ),
];

/// Pieces of words with their weight: `-x` at the end, `x-` at the beginning, `x` anywhere (two or three letters).
pub(super) const PIECES: &[(&str, f32, &str)] = &[
    (
        "en",
        3.0,
        "-ing -ings -ness -ght -ould -ful -less -ously -wards -ward -hood -ship -ships -ingly -edly -ably -ibly \
        -ically -ality -ility -ivity -tional -ists -isms -ties -ries -cies -ency -ancy -ology -graphy -ough -ought -aught -ys \
        wh- kn- wr- thr- wh ght -ck -cks -tch -wn -wth",
    ),
    (
        "en",
        2.0,
        "-ed -ly -ity -tion -tions -sion -sions -ous -ive -ers -ies -ied -ish -th -ts -ds -rs -ns -ks -ps -gs -ls -ms -ys -ay -ey \
        -ew -ow -ers -ors -ee -ees -ble -bles -tic -tics -ian -ians -ary -ory -ment -ments -ance -ence -ism -ist -ware -like -land -some -ness -ss \
        th- sh- sh ck oo ee ow aw ew ph y- un- over- under- out- up- th",
    ),
    (
        "en",
        2.5,
        "-dge -ple -gle -tle -dle -ckle -nse -lse -rve -lve -rse -nge -rge -eeze -eeve -ieve -oke -ike -ake -ome -ade -ave -ove -ews -oad -eed -eet -ead -eat \
        -sive -tive -ture -some -where -one -ful",
    ),
    (
        "en",
        1.0,
        "-al -ate -ates -er -or -ic -ure -age -ide -ize -izes -ized -ise -ised -ize -ct -nt -nd -rd -ld -rk -st -ft -rt ea oa ay ai ou ey oi",
    ),
    (
        "it",
        3.0,
        "-zione -zioni -sione -sioni -mente -mento -menti -aggio -aggi -ezza -ezze -ista -isti -ismo -ismi -iamo -iate -ebbe -ebbero \
        -arono -erono -irono -avano -evano -ivano -ando -endo -anza -enza -anze -enze -evole -evoli -abile -abili -ibile -ibili -issimo -issima -issimi -ellino -etto -etta -etti \
        -ccio -ccia -ggio -zza -zzo -zzi -zze -ssero -gli -glio -glia -glie -gno -gna -gni -sco -sca -schi -sche -chi -che -ghi -ghe -tta -tto -tti -tte -tore -tori -trice -trici \
        -iere -ieri -iera -erci -arsi -ersi -irsi -arlo -arla -gli -ucci -zio -zi cch ggh zz gli gn cci ggi \
        sgu- sbr- sb- sd- sg- sv- -eggiare",
    ),
    (
        "it",
        2.0,
        "-are -ere -ire -ato -ata -ati -ate -ito -ita -iti -ite -uto -uta -uti -ute -oso -osa -osi -ose -ico -ica -ici -iche -ono -ano -ino -ina -ini -ine \
        -rio -ria -rie -ri -oni -one -ona -ale -ali -ile -ili -ivo -iva -ivi -ive -ante -anti -ente -enti -ura -ure -elle -ella -ello -elli -alla -alle -sso -ssa -ssi -sse \
        -cia -cio -ci -ce -ce -gio -gia -gi -ppo -ppa -llo -lla -lle -lli -nno -nni -nna -rro -rra -rre -ese -esi -era -eva -ava -iva -aio -aia -ista -uo uo sch chi che cq cci gge ggi ssa sso tto tta tti ll tt cc gg",
    ),
    ("it", 1.0, "-o -i pp ff ss rr nn bb s- giu- qua- que- str-"),
    (
        "es",
        3.0,
        "-cion -ciones -dad -dades -miento -mientos -amente -ando -iendo -aron -ieron -aban -ario -arios -illo -illa -illos -ero -eros -iendo -ez -cial -cia -cias -gia -lla -llo -ll- ue -uelo -ios -ias rr nz",
    ),
    (
        "es",
        2.0,
        "-ado -ada -ados -adas -ido -ida -idos -idas -os -as -ar -er -ir -oso -osa -ista -istas -able -ente -entes -ion -ones -or -ores -an -en -es h- hu- ie j que- qui- guer",
    ),
    (
        "fr",
        3.0,
        "-eaux -eau -eux -euse -euses -aux -ait -ais -aient -ent -ement -ements -ique -iques -oir -oire -oires -aire -aires -eur -eurs -tte -ttes -lle -lles -ez -ees -ee -ure -ance -ence -ons -ions -ion -ux eau oeu oui -ier -iers -iere -ieres qu aise \
        -our -ours -ois -oise -age -ages",
    ),
    (
        "fr",
        2.0,
        "-tion -tions -sion -sions -ment -ments -er -e -es -if -ive -ives -al -el -ien -ienne -isme -iste -istes -ite -ites -re -res oi ou ai eu oir ill eil d- -on -ons -ne -nes",
    ),
    (
        "pt",
        3.0,
        "-cao -coes -oes -ao -aos -dade -dades -mento -mentos -agem -agens -inho -inha -eiro -eira -eiros -eiras -amente -ando -endo -aram -eram -iram -avam -am -em -al -ais -ei -ou lh nh -ncia -ncias -ario -aria -vel -veis -oes",
    ),
    (
        "pt",
        2.0,
        "-ado -ada -ados -adas -ido -ida -idos -os -as -ar -er -ir -oso -osa -or -ores -ista -ente -entes -ou -eu -iu ei ou -ica -ico -icas -icos",
    ),
    (
        "ca",
        3.0,
        "-cio -cions -itat -itats -ment -ments -atge -atges -ador -adors -ny -nys -ig -aven -ava -aven -esa -eses -ix ny tx ix tg tj ll l- -aix -eix -ques -gues -ets -ats -its -uts -enc -enca",
    ),
    (
        "ca",
        2.0,
        "-at -ada -ades -ats -it -ida -ides -ar -er -ir -es -os -al -als -ic -ica -iques -ics -ista -or -ors -ions -ns -ts -ls -nts -rs -t",
    ),
    (
        "ro",
        3.0,
        "-ul -ului -ilor -elor -lor -lui -ile -ele -uri -urile -ea -eaza -esc -este -easca -tie -tii -tiei -tia -tiile -iei -are -arii -ator -atori -atoare -oare -uie -eau -au -eanu -escu -iu -iul -iile oa ea ii -ti -ti -ta -zi -ind -and -it -at",
    ),
    (
        "la",
        3.0,
        "-us -um -orum -arum -ibus -ae -is -am -em -que -ntur -tur -erunt -avit -unt -ant -ent -are -isse -ius -ium -iis -onis -tionis -ionem -tate -tatis -eris -atus -itus -imus -amus -ebat -ens -ens -ns -ur -os -as -es -it -at -et ae qu",
    ),
    (
        "de",
        3.0,
        "-ung -ungen -keit -heit -lich -liche -lichen -licher -isch -ische -ischen -ischer -schaft -tum -ten -ter -tes -chen -lein -gen -gung -ieren -iert -ierte -zeug -nis -los -bar -haft -sam -ig -ige -igen -iger -iges -end -ende -enden -ischen -sch -tz -tzt -cht -chte -chten \
        sch- sch ch tz pf ge- ver- zer- ent- auf- aus- ein- vor- zu- ueber- zw- ck ung keit eu au ei ie st- sp- kn-",
    ),
    (
        "de",
        2.0,
        "-en -er -em -es -el -ern -eln -st -t -e -rt -lt -nd -nt -zt -hr -hn -rn -ln be- an- ab- un- mit- -in -innen",
    ),
    (
        "nl",
        3.0,
        "-heid -heden -lijk -lijke -ijk -ijke -tje -tjes -isch -ische -ing -ingen -eren -eerd -eerde -atie -aties -aar -aars -oor -eer -aal -eel -oek -ouw -uur -ijn -ijd -ijf -ijs -en -sel -teit ij aa oo uu sch oe ui ee ge- ver- be- ont- sch- zw- vr- wr- ieu eeu",
    ),
    (
        "af",
        2.5,
        "-heid -lik -like -ing -inge -eer -eerde -asie -sie -ings -aan -oor -ie -ies -word y ee oe aa oo ge- ver- be- ui eu sk kw -skap -es -te",
    ),
    (
        "pl",
        3.0,
        "-ego -emu -ych -ymi -ach -ami -owi -ow -nie -nia -niem -niu -cie -cia -osc -osci -wski -wska -ski -ska -skie -cki -cka -czna -czny -czne -iej -ie -aja -uje -owac -ala -alo -aly -ili -my cz sz rz dz prz- prze- przy- w- wy- za- na- po- ie zie sie szcz",
    ),
    (
        "cs",
        3.0,
        "-ni -ou -eho -emu -ych -ymi -ova -ove -ovi -ovat -osti -ost -sky -ska -ske -skeho -ckeho -cky -ani -eni -iho -ech -ach -ich -aji -uje -il -ila -ilo -al -ala -alo pr- pre- vy- za- na- po- ne- roz- vz- kt sk ch",
    ),
    (
        "hr",
        2.5,
        "-og -om -ima -ama -ija -ije -iji -iju -nje -nja -anje -enje -ski -ska -sko -ske -skog -ost -osti -ova -ovi -eva -ti -iti -ati -ao -la -lo -li -je -ju pr- pre- nj lj ij je",
    ),
    (
        "hu",
        3.0,
        "-nak -nek -ban -ben -bol -rol -hoz -hez -val -vel -ok -ek -ak -at -et -ot -ott -ett -tt -ban -ert -ig -kent -sag -seg -sagi -segi -gy -ny -ly -nt -tek -tak -jak -ja -je -nal -nel -ra -re -en -on sz gy cs zs ny ly tt ogy meg- el- ki- fel- egy",
    ),
    (
        "tr",
        3.0,
        "-lar -ler -lari -leri -larin -lerin -dir -dir -tir -mak -mek -masi -mesi -ligi -lik -luk -nin -nun -in -un -inda -inde -da -de -dan -den -tan -ten -ya -ye -yor -iyor -di -ti -du -acak -ecek -an -en -arak -erek -si -su -li -lu -ci -siz -ile y- ya- ye- lar ler",
    ),
    (
        "sq",
        3.0,
        "-ve -ve -it -se -te -ne -ute -uar -uara -ore -ese -ise -oje -je -jne -ojne -at -et -esh -eve -ave -shme -shem -isht -imi -imit -imin -it -ri -ri -nje -sht- sht- shq- nj dh sh xh q- gj ll rr ish te",
    ),
    (
        "sw",
        3.0,
        "-isha -ika -isho -eza -wa -ya -ka -ni -ji -shi -zi -lia -sha -za -wi mw- ki- vi- wa- ya- ku- kw- m- ma- mi- ali- ana- ame- hu- ha- ni- zi- li- u- na- nda ng ngu mba mbo nya shw aji ish",
    ),
    (
        "so",
        3.0,
        "-ay -aa -aan -kii -tii -dii -ka -ga -ta -da -ku -tay -day -nay -sha -yo -yaal -aha -iyo -eed -een -eeyo -oo -oon -ii -een -nimo -yada -ada aa ee ii oo uu dh x- w- waa wax- ka- soo- uu dha xa xu cii caa q- g- d-",
    ),
    (
        "id",
        3.0,
        "-kan -nya -an -lah -kah -ngan -asi -isasi -itas meng- mem- men- ber- ter- per- pem- pen- peng- di- ke- se- ng ngg ang nga aan -ang -ung -ing -ak -uk -ur -ah -uh -ai -au",
    ),
    (
        "tl",
        2.0,
        "-ng -ang -ing -han -hin -in -an -mga pag- mag- nag- naka- ma- na- ka- ipina- ipi- pinaka- pina- pam- pang- mang- tag- taga- ng ang ata iyo ala yon -yon -o -ay -aw -at",
    ),
    (
        "eu",
        3.0,
        "-ak -ek -ko -ren -en -tu -tzen -tzea -tzeko -ean -ra -rik -tik -etan -eko -aren -ari -ez -tako -du -dut -zuen -zen -ria -txo -gatik -gabe tx tz ts -z -ia -ua -oa rr k- g- z- b- bai e- aur eta itz rtz",
    ),
    (
        "ga",
        3.0,
        "-ach -acha -igh -idh -aigh -adh -eadh -each -ail -ain -ir -il -aire -aithe -acht -eacht -ann -eann -ar -us -as -is -ais -ean -an bh- mh- ch- dh- th- fh- gh- ph- sh- bhf- mb- gc- nd- ng- bp- dt- bh mh ch dh th fh gh ai ea ui oi ao io eo ia",
    ),
    (
        "cy",
        3.0,
        "-au -iau -iaid -wyr -ydd -edd -odd -aeth -iaeth -wyd -wyn -wch -ion -iad -rwydd -ol -aidd -eg -yn -yr -wr -nt -dd dd ff ll wy yw w y- gw- gwy- cy- cyf- rh- dd- ff- ll- ngh- mh- nh- ch- th- ae eu ydd",
    ),
    (
        "lv",
        3.0,
        "-iem -am -as -is -us -es -ais -aja -iba -ibas -sana -sanas -sanu -jums -jumu -ots -usi -ties -ta -ts -tu -ti -iski -ska -ja -ju -ji -s -u ie ai au aiz- ie- pie- iz- pa- no- uz- at- sa- starp",
    ),
    (
        "sv",
        3.0,
        "-ande -ende -het -heten -ning -ningen -ningar -else -orna -arna -erna -ade -are -aren -iska -isk -igt -igt -lig -liga -ligt -skt -ast -st -ar -or -na -en -et -ad -at -t sk- skj sj- tj- hj- stj- fj fo- -ng -gt -kt -mt kt ck oc ll nn",
    ),
    (
        "da",
        3.0,
        "-ende -else -elsen -elser -hed -heden -ning -ningen -ninger -erne -ene -ede -ret -isk -iske -lig -lige -ligt -sk -er -en -et -e -te -t sk- hv- hj- bj- fj ej oe ae -ig -ige -gt -ft kk -nd -dt nd ld vn gn",
    ),
    (
        "fi",
        3.0,
        "-ssa -ssa -sta -lla -lle -lta -ksi -nen -sen -set -inen -iset -isen -aan -een -iin -oon -uun -mme -vat -vät -tta -maan -minen -misen -ista -ja -jen -kin -a -i -t -n aa ii uu ee oo yy tt kk pp ll uo yo ie ai ei oi ui kk mm",
    ),
];

/// Letters that few languages write, as they stand in the text, and what each says.
pub(super) const ACCENTS: &[(&str, f32, &str)] = &[
    ("ñ", 3.0, "es eu tl"),
    ("ãõ", 4.0, "pt"),
    ("ç", 2.5, "fr pt ca tr sq"),
    ("èà", 2.0, "it fr ca"),
    ("ùì", 2.5, "it"),
    ("ò", 2.0, "it ca"),
    ("é", 1.2, "fr es pt hu ca it cs ga"),
    ("áó", 2.0, "es pt hu cs ga"),
    ("íú", 2.0, "es pt hu cs ga ca"),
    ("âîêôû", 2.0, "fr ro pt cy"),
    ("ëï", 1.5, "fr nl sq af ca"),
    ("œ", 3.0, "fr"),
    ("äö", 2.5, "de sv fi tr hu"),
    ("ü", 2.0, "de tr hu ca"),
    ("ß", 4.0, "de"),
    ("å", 3.0, "sv da"),
    ("øæ", 3.5, "da"),
    ("ășțşţ", 3.0, "ro"),
    ("ı", 3.0, "tr"),
    ("ğ", 3.0, "tr"),
    ("ąęłńśźż", 3.0, "pl"),
    ("ć", 2.5, "pl hr"),
    ("čšž", 2.5, "cs hr lv"),
    ("đ", 2.5, "hr"),
    ("ěřůďťň", 3.5, "cs"),
    ("ý", 2.0, "cs"),
    ("őű", 4.0, "hu"),
    ("āēīūķļņģ", 3.0, "lv"),
    ("ŵŷ", 4.0, "cy"),
];
