using System.Globalization;
using System.Security;
using System.Text;

namespace Starvation.Plots;

/// <summary>
/// A picture that is legible on dark and on light pages: it has a background of its own, and follows the colours that the reader's system
/// prefers. Numbers are written with at most one decimal.
/// </summary>
internal sealed class Svg(int width, int height, string title)
{
    private const string Style = """
        <style>
          .back { fill: #ffffff; stroke: #d0d7de; } .grid { stroke: #d8dee4; } .mark { stroke: #57606a; stroke-dasharray: 4 4; }
          text { fill: #24292f; font: 13px system-ui, sans-serif; } .small { font-size: 12px; fill: #57606a; } .head { font-weight: 600; }
          .plain { --form: #bc4c00; } .onruntimes { --form: #0969da; }
          .line { fill: none; stroke: var(--form); stroke-width: 2.5; stroke-linejoin: round; } .plain .line { stroke-dasharray: 7 3; }
          .band { fill: var(--form); opacity: 0.16; } .bar { fill: var(--form); opacity: 0.35; } .loss { fill: var(--form); }
          @media (prefers-color-scheme: dark) {
            .back { fill: #0d1117; stroke: #30363d; } .grid { stroke: #262c36; } .mark { stroke: #9198a1; }
            text { fill: #e6edf3; } .small { fill: #9198a1; }
            .plain { --form: #f0883e; } .onruntimes { --form: #58a6ff; } .band { opacity: 0.22; }
          }
        </style>

        """;

    private readonly StringBuilder _body = new();

    public void Open(string style) => Add($"<g class=\"{style}\">");

    public void Close() => Add("</g>");

    public void Text(double x, double y, string text, string style = "", string anchor = "start")
        => Add($"<text x=\"{x:0.#}\" y=\"{y:0.#}\" class=\"{style}\" text-anchor=\"{anchor}\">{SecurityElement.Escape(text)}</text>");

    public void Line(double x1, double y1, double x2, double y2, string style) => Add($"<line x1=\"{x1:0.#}\" y1=\"{y1:0.#}\" x2=\"{x2:0.#}\" y2=\"{y2:0.#}\" class=\"{style}\"/>");

    public void Rectangle(double x, double y, double wide, double high, string style) => Add($"<rect x=\"{x:0.#}\" y=\"{y:0.#}\" width=\"{wide:0.#}\" height=\"{high:0.#}\" class=\"{style}\"/>");

    public void Path(IEnumerable<(double X, double Y)> points, string style, bool isClosed = false)
    {
        var steps = string.Join(" L", points.Select(static point => string.Create(CultureInfo.InvariantCulture, $"{point.X:0.#} {point.Y:0.#}")));
        Add($"<path d=\"M{steps}{(isClosed ? " Z" : "")}\" class=\"{style}\"/>");
    }

    public override string ToString()
        => string.Create(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">
            <title>{SecurityElement.Escape(title)}</title>
            {Style}<rect x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="8" class="back"/>
            {_body}</svg>

            """);

    private void Add(FormattableString element) => _body.Append(element.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private void Add(string element) => _body.Append(element).Append('\n');
}
