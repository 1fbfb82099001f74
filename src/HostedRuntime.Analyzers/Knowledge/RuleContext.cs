using Microsoft.CodeAnalysis.Diagnostics;

namespace HostedRuntime.Analyzers.Knowledge;

/// <summary>The knowledge that all rules share for one compilation. Thread-safe.</summary>
internal sealed class RuleContext
{
    public RuleContext(RuntimeApi api, AnalyzerOptions options)
    {
        Api = api;
        Options = options;
        BodyMethods = new BodyMethods(api, options);
        Bodies = new BodyMap(api, BodyMethods);
    }

    public RuntimeApi Api { get; }

    public AnalyzerOptions Options { get; }

    public BodyMethods BodyMethods { get; }

    public BodyMap Bodies { get; }
}
