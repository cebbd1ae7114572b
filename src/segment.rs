//! stub
use crate::{document::{Language,Line},page::{Page,Stage},span::Span};
pub struct Segment;
pub fn line_spans<T>(text:&str)->Vec<Span<T>>{
    let mut v=vec![];let mut s=0;let b=text.as_bytes();let mut i=0;
    while i<b.len(){ if b[i]==b'\n'||b[i]==b'\r'{v.push(Span::new(s,i)); if b[i]==b'\r'&&b.get(i+1)==Some(&b'\n'){i+=1;} s=i+1;} i+=1;}
    v.push(Span::new(s,b.len())); v
}
impl Stage for Segment{ fn name(&self)->&'static str{"segment"} fn propose(&self,page:&mut Page<'_>){
    for span in line_spans(page.text){ if !span.of(page.text).trim().is_empty(){ page.lines.push(Line{span,lang:Language::UND,confidence:0.0,spans:vec![],kind:None,dup:false,item:0}); } } } }
