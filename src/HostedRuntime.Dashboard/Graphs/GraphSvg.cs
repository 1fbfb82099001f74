using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using HostedRuntime.Dashboard.Wire;

namespace HostedRuntime.Dashboard.Graphs;

/// <summary>Draws a graph of waits as SVG. The style sheet of the page has the colours; here are only classes.</summary>
internal sealed class GraphSvg
{
    // So many characters fit into a node in a font of 12 pixels.
    private const int MostTitle = 25;

    private readonly StringBuilder _text = new();
    private readonly GraphLayout _layout;

    private GraphSvg(GraphLayout layout) => _layout = layout;

    public static string Of(WaitGraph graph)
    {
        var svg = new GraphSvg(GraphLayout.Of(graph));
        svg.Write(graph);
        return svg._text.ToString();
    }

    /// <summary>Returns a text as content of an element or an attribute. Characters that XML does not have are replaced.</summary>
    public static string Escaped(string text, int most = WireText.MostInRow)
    {
        var clean = string.Create(text.Length, text, static (target, source) =>
        {
            for (var i = 0; i < source.Length; i++)
                target[i] = char.IsControl(source[i]) || source[i] >= '\ufffe' ? '\ufffd' : source[i];
        });
        return HtmlEncoder.Default.Encode(WireText.Of(clean, most));
    }

    private void Write(WaitGraph graph)
    {
        Line($"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"waitgraph\" viewBox=\"0 0 {_layout.Width} {_layout.Height}\" width=\"{_layout.Width}\" height=\"{_layout.Height}\" role=\"img\" aria-label=\"{graph.Nodes.Count} tasks and resources, {graph.Edges.Count} waits\">");
        Line($"<defs>{Marker("arrow", "")}{Marker("arrow-cycle", " cycle")}</defs>");
        // Arrows first, so that nodes cover them; those of deadlocks above the others.
        foreach (var edge in graph.Edges.OrderBy(static edge => edge.IsInCycle))
            Write(edge);
        foreach (var node in graph.Nodes)
            Write(node);
        Line($"</svg>");
    }

    private static string Marker(string id, string more)
        => $"<marker id=\"{id}\" class=\"arrowhead{more}\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto-start-reverse\"><path d=\"M0 0L10 5L0 10z\"/></marker>";

    private void Write(GraphEdge edge)
    {
        var (fromX, fromY) = _layout.PlaceOf(edge.From);
        var (toX, toY) = _layout.PlaceOf(edge.To);
        var half = GraphLayout.NodeHeight / 2;
        string path;
        if (_layout.ColumnOf(edge.To) > _layout.ColumnOf(edge.From))
        {
            var startX = fromX + GraphLayout.NodeWidth;
            var bend = (toX - startX) / 2;
            path = Text($"M{startX} {fromY + half}C{startX + bend} {fromY + half} {toX - bend} {toY + half} {toX} {toY + half}");
        }
        else
        {
            // Back to the left, below the nodes between.
            var startX = fromX + (GraphLayout.NodeWidth / 2);
            var endX = toX + (GraphLayout.NodeWidth / 2) + (edge.From == edge.To ? 30 : 0);
            var bottom = Math.Max(fromY, toY) + GraphLayout.NodeHeight + 34;
            path = Text($"M{startX} {fromY + GraphLayout.NodeHeight}C{startX} {bottom} {endX} {bottom} {endX} {toY + GraphLayout.NodeHeight}");
        }

        var classes = $"edge {(edge.IsHold ? "holds" : "waits")}{(edge.IsInCycle ? " cycle" : "")}";
        Line($"<path class=\"{classes}\" d=\"{path}\" marker-end=\"url(#arrow{(edge.IsInCycle ? "-cycle" : "")})\"/>");
    }

    private void Write(GraphNode node)
    {
        var (x, y) = _layout.PlaceOf(node.Key);
        var kind = node.Kind.ToString().ToLowerInvariant();
        var id = node.Kind == GraphNodeKind.More ? "" : Text($" data-{kind}=\"{node.Id}\"");
        var runtime = node.Runtime is null ? "" : $" data-runtime=\"{Escaped(node.Runtime)}\"";
        Line($"<g class=\"node {kind}{(node.IsInCycle ? " cycle" : "")}\" data-key=\"{Escaped(node.Key)}\"{id}{runtime} transform=\"translate({x} {y})\">");
        Line($"<title>{Escaped(node.Title)}{(node.Note.Length == 0 ? "" : $": {Escaped(node.Note)}")}</title>");
        Line($"<rect width=\"{GraphLayout.NodeWidth}\" height=\"{GraphLayout.NodeHeight}\" rx=\"{(node.Kind == GraphNodeKind.Resource ? 2 : 8)}\"/>");
        Line($"<text class=\"title\" x=\"10\" y=\"18\">{Escaped(node.Title, MostTitle)}</text>");
        if (node.Note.Length > 0)
            Line($"<text class=\"sub\" x=\"10\" y=\"34\">{Escaped(node.Note, MostTitle + 4)}</text>");
        Line($"</g>");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private void Line(FormattableString text) => _text.Append(Text(text)).Append('\n');
}
