using System.Globalization;
using System.Text;

namespace NTWorkstation.Nt.Report;

/// <summary>One HTML file that stands alone: style and the read-out script are inside, nothing is fetched.</summary>
internal static class Page
{
    public static string Of(string title, string body) =>
        string.Create(CultureInfo.InvariantCulture, $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
        <title>{Html.Escape(title)}</title>
        <style>{Style}</style>
        </head>
        <body>
        <main>
        {body}
        </main>
        <script>{Script}</script>
        </body>
        </html>

        """);

    /// <summary>A section with a heading; the body is HTML.</summary>
    public static void Section(StringBuilder html, string title, Action body)
    {
        html.Append(CultureInfo.InvariantCulture, $"<section>\n<h2>{Html.Escape(title)}</h2>\n");
        body();
        html.Append("</section>\n");
    }

    /// <summary>A table of cells that are text. Columns named in numeric are aligned right.</summary>
    public static void Table(StringBuilder html, IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows, params int[] numeric)
    {
        html.Append("<div class=\"scroll\"><table>\n<thead><tr>");
        for (var c = 0; c < head.Count; c++) html.Append(CultureInfo.InvariantCulture, $"<th{Align(c)}>{Html.Escape(head[c])}</th>");
        html.Append("</tr></thead>\n<tbody>\n");
        foreach (var row in rows)
        {
            html.Append("<tr>");
            for (var c = 0; c < row.Count; c++) html.Append(CultureInfo.InvariantCulture, $"<td{Align(c)}>{Html.Escape(row[c])}</td>");
            html.Append("</tr>\n");
        }
        html.Append("</tbody></table></div>\n");

        string Align(int column) => numeric.Contains(column) ? " class=\"n\"" : "";
    }

    /// <summary>What a drawing alone needs.</summary>
    public static string FigureStyle => $"{Colours}\n{Lines}";

    private static string Style => $"{Colours}\n{Layout}\n{Lines}\n{Tables}";

    // Colours after Okabe and Ito, told apart with every kind of colour vision; dashes and weights say the same again.
    private const string Colours = """
        :root{--bg:#f6f7f8;--card:#fff;--ink:#171a1d;--soft:#59636e;--line:#d9dee3;--faint:#eceff2;--zero:#8d969f;
        --ref:#0072b2;--tgt:#c65102;--out:#007d5a;--mid:#7b3fa0;--side:#b0508a;--band:#8a939c;--lim:#c65102;--comp:#0072b2;--ride:#007d5a;--good:#007d5a;--bad:#b3261e;--warn:#fff5df;--warnline:#e0a030}
        @media (prefers-color-scheme:dark){:root{--bg:#111417;--card:#191d21;--ink:#e9ecef;--soft:#a0abb5;--line:#343b42;--faint:#262c32;--zero:#78828c;
        --ref:#56b4e9;--tgt:#f0a030;--out:#2fcf9f;--mid:#c59be0;--side:#f09cc8;--band:#8a949e;--lim:#f0a030;--comp:#56b4e9;--ride:#2fcf9f;--good:#2fcf9f;--bad:#ff8a80;--warn:#2b2517;--warnline:#a97b28}}
        """;

    private const string Layout = """
        *{box-sizing:border-box}
        body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;-webkit-text-size-adjust:100%}
        main{max-width:1060px;margin:0 auto;padding:32px 20px 56px}
        header{margin-bottom:24px}
        h1{font-size:1.75rem;line-height:1.2;margin:0 0 8px;overflow-wrap:anywhere}
        h2{font-size:1.2rem;margin:0 0 12px}
        h3{font-size:1rem;margin:0}
        .scroll+h3{margin-top:24px}
        p{margin:0 0 8px}
        .kicker{color:var(--soft);font-size:.85rem;letter-spacing:.04em;text-transform:uppercase;margin:0 0 4px}
        .lead{color:var(--soft);margin:0;overflow-wrap:anywhere}
        .lead b{color:var(--ink);font-weight:600}
        section{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:20px;margin:0 0 20px}
        .cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(172px,1fr));gap:12px;margin:0 0 20px}
        .card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:14px 16px}
        .card .name{color:var(--soft);font-size:.85rem}
        .card .value{font-size:1.5rem;font-weight:650;font-variant-numeric:tabular-nums;white-space:nowrap}
        .card .value small{font-size:.85rem;font-weight:400;color:var(--soft)}
        .card .was{color:var(--soft);font-size:.85rem}
        .notes{margin:0;padding:0 0 0 20px}
        .notes li{margin:0 0 6px}
        .alert{background:var(--warn);border-left:4px solid var(--warnline);padding:10px 14px;border-radius:4px;margin:0 0 12px}
        figure{margin:0 0 28px}
        figure:last-child{margin-bottom:0}
        figcaption p{color:var(--soft);font-size:.9rem;margin:2px 0 8px;max-width:78ch}
        .legend{list-style:none;display:flex;flex-wrap:wrap;gap:4px 18px;margin:0 0 6px;padding:0;font-size:.9rem}
        .legend li{display:flex;align-items:center;gap:7px;overflow-wrap:anywhere}
        .legend svg{width:30px;height:10px;min-width:30px;flex:none}
        .scroll{overflow-x:auto}
        figure .scroll>svg{display:block;width:100%;min-width:640px;height:auto;font:13px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
        """;

    // Of what is drawn: also in a file of its own.
    private const string Lines = """
        svg .grid{stroke:var(--line)}svg .minor{stroke:var(--faint)}svg .zero{stroke:var(--zero)}
        svg .tick{fill:var(--soft);font-variant-numeric:tabular-nums}svg .title{fill:var(--ink)}
        svg .curve{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
        svg .guide{stroke-width:1.5;stroke-dasharray:2 4}
        svg .fill{stroke:none;opacity:.16}
        svg .ref{stroke:var(--ref)}svg .tgt{stroke:var(--tgt)}svg .out{stroke:var(--out)}svg .mid{stroke:var(--mid)}svg .side{stroke:var(--side)}svg .band{stroke:var(--band)}
        svg .lim{stroke:var(--lim)}svg .comp{stroke:var(--comp)}svg .ride{stroke:var(--ride)}
        svg .fill.out{fill:var(--out)}svg .fill.band{fill:var(--band)}svg .fill.lim{fill:var(--lim)}svg .fill.comp{fill:var(--comp)}svg .fill.ride{fill:var(--ride)}svg .fill.mid{fill:var(--mid)}svg .fill.ref{fill:var(--ref)}svg .fill.tgt{fill:var(--tgt)}
        svg .curve.tgt{stroke-dasharray:6 4}svg .curve.side{stroke-dasharray:9 3 2 3}svg .curve.ref{stroke-width:2.6}svg .curve.band{stroke-width:1.2}svg .curve.ride{stroke-dasharray:6 4}
        svg circle.marker{fill:var(--card);stroke:var(--ink);stroke-width:1.2}svg text.marker{fill:var(--ink);text-anchor:middle;font-size:11px;font-weight:600}
        svg .hair{stroke:var(--ink);stroke-width:1;opacity:.55}svg .tip{fill:var(--card);stroke:var(--line)}svg .tiptext{fill:var(--ink);font-variant-numeric:tabular-nums}
        """;

    private const string Tables = """
        table{border-collapse:collapse;width:100%;font-size:.93rem}
        th,td{text-align:left;padding:7px 14px 7px 0;border-bottom:1px solid var(--line);vertical-align:top}
        tr:last-child td{border-bottom:0}
        th{font-weight:600;color:var(--soft);font-size:.85rem;white-space:nowrap}
        td.n,th.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
        td.hint{color:var(--soft);min-width:260px}
        td.hash{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.8rem;overflow-wrap:anywhere}
        .better{color:var(--good);font-weight:600}.worse{color:var(--bad);font-weight:600}
        footer{color:var(--soft);font-size:.85rem}
        code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.88em;overflow-wrap:anywhere}
        @media (max-width:600px){main{padding:20px 12px 40px}section{padding:14px}h1{font-size:1.4rem}}
        @media print{:root{--bg:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;--faint:#e6e6e6;--zero:#777;--ref:#0072b2;--tgt:#c65102;--out:#007d5a;--mid:#7b3fa0;--side:#b0508a;--band:#777;--lim:#c65102;--comp:#0072b2;--ride:#007d5a;--good:#007d5a;--bad:#b3261e;--warn:#fff}
        body{font-size:11pt;-webkit-print-color-adjust:exact;print-color-adjust:exact}main{max-width:none;padding:0}section,.card{border-color:#bbb;border-radius:0}figure,.card,tr{break-inside:avoid}h2,h3{break-after:avoid}figure .scroll>svg{min-width:0}.scroll{overflow:visible}}
        """;

    // Values of the curves under the pointer. The figures are whole without it.
    private const string Script = """
        (function(){
        var NS='http://www.w3.org/2000/svg';
        function el(n,a,p){var e=document.createElementNS(NS,n);for(var k in a)e.setAttribute(k,a[k]);p.appendChild(e);return e}
        function hz(f){return f>=1000?(f/1000).toFixed(f<10000?2:1)+' kHz':f.toFixed(f<100?1:0)+' Hz'}
        function time(t){var m=Math.floor(t/60),s=t-60*m;return m+':'+(s<10?'0':'')+s.toFixed(1)}
        document.querySelectorAll('svg[data-x]').forEach(function(svg){
        var X=svg.dataset.x.split(' ').map(Number),Y=svg.dataset.y.split(' ').map(Number),g=null,curves=null;
        function load(){curves=[];svg.querySelectorAll('path.curve').forEach(function(p){if(!p.dataset.n)return;var q=[],r=/([\d.-]+) ([\d.-]+)/g,m,d=p.getAttribute('d');while((m=r.exec(d)))q.push([+m[1],+m[2]]);curves.push({n:p.dataset.n,q:q})})}
        function at(q,x){var lo=0,hi=q.length-1;if(hi<0||x<q[0][0]-6||x>q[hi][0]+6)return null;while(hi-lo>1){var k=(lo+hi)>>1;if(q[k][0]<=x)lo=k;else hi=k}if(q.length===1)return q[0][1];var w=(x-q[lo][0])/(q[hi][0]-q[lo][0]||1);w=Math.max(0,Math.min(1,w));return q[lo][1]+w*(q[hi][1]-q[lo][1])}
        function hide(){if(g){g.remove();g=null}}
        svg.addEventListener('pointerleave',hide);
        svg.addEventListener('pointermove',function(e){
        var b=svg.getBoundingClientRect(),v=svg.viewBox.baseVal,x=(e.clientX-b.left)*v.width/b.width-X[0];
        hide();if(x<0||x>X[1])return;if(!curves)load();
        var u=x/X[1],val=X[4]?X[2]*Math.pow(X[3]/X[2],u):X[2]+u*(X[3]-X[2]),lines=[svg.dataset.t==='t'?time(val):hz(val)];
        curves.forEach(function(c){var y=at(c.q,x);if(y!==null)lines.push(c.n.slice(0,40)+'  '+(Y[3]-(y/Y[1])*(Y[3]-Y[2])).toFixed(1).replace('-','\u2212'))});
        g=el('g',{},svg);el('line',{'class':'hair',x1:X[0]+x,x2:X[0]+x,y1:Y[0],y2:Y[0]+Y[1]},g);
        var w=Math.max.apply(null,lines.map(function(l){return l.length}))*7.1+18,h=lines.length*17+10,tx=X[0]+x+10;if(tx+w>X[0]+X[1])tx=X[0]+x-w-10;
        el('rect',{'class':'tip',x:tx,y:Y[0]+6,width:w,height:h,rx:5},g);
        lines.forEach(function(l,i){el('text',{'class':'tiptext',x:tx+9,y:Y[0]+23+17*i},g).textContent=l})})})
        })();
        """;
}
