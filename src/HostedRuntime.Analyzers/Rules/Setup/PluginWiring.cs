using System.Collections.Concurrent;
using HostedRuntime.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace HostedRuntime.Analyzers.Rules.Setup;

/// <summary>HRT020: the names of plugins and commands do not fit together.</summary>
internal sealed class PluginWiring : Rule
{
    private static readonly DiagnosticDescriptor s_descriptor = new(
        "HRT020",
        "The names of plugins or commands do not fit together",
        "{0}",
        Correctness,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "The host refuses to start if a plugin depends on a plugin that is not added, if two have one name, or if a command's name is malformed.",
        helpLinkUri: Pages + "HRT020.md",
        customTags: [WellKnownDiagnosticTags.CompilationEnd]);

    public override DiagnosticDescriptor Descriptor => s_descriptor;

    public override void Register(CompilationStartAnalysisContext start, RuleContext context)
    {
        if (context.Api.Plugin is null)
            return;
        var wiring = new Wiring();
        start.RegisterOperationAction(at => AnalyzeCall(at, context.Api, wiring), OperationKind.Invocation);
        start.RegisterSymbolAction(at => CollectAttributes((INamedTypeSymbol)at.Symbol, context.Api, wiring), SymbolKind.NamedType);
        start.RegisterCompilationEndAction(wiring.Report);
    }

    private static void AnalyzeCall(OperationAnalysisContext at, RuntimeApi api, Wiring wiring)
    {
        var call = (IInvocationOperation)at.Operation;
        var method = call.TargetMethod;
        if (!api.IsOurs(method) || method.ContainingType.Name is not ("PluginBuilderExtensions" or "CommandBuilderExtensions" or "PluginBuilder"))
            return;
        var name = call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name == "name");
        var constant = name?.Value.ConstantValue is { HasValue: true, Value: string text } ? text : null;
        switch (method.Name)
        {
            case "AddPlugin" or "TryAddPlugin":
                AnalyzePlugin(at, call, constant, wiring);
                break;
            case "AddPluginFile":
                if (constant is null)
                    wiring.HasUnknownPlugins = true;
                else
                    wiring.Plugins[constant] = true;
                break;
            case "AddCommand" when constant is not null && name is not null:
                if (!IsCommandName(constant))
                    at.ReportDiagnostic(Diagnostic.Create(s_descriptor, name.Value.Syntax.GetLocation(), $"A command cannot be named '{constant}': a name is 'command' or 'plugin:plugin|command', and no part is empty or contains ':' or '|'"));
                else if (IsRepeated(call, constant))
                    at.ReportDiagnostic(Diagnostic.Create(s_descriptor, name.Value.Syntax.GetLocation(), $"The command '{constant}' is added to this builder twice"));
                break;
            case "DependsOn":
                foreach (var (needed, place) in call.Arguments.SelectMany(static argument => argument.Value.DescendantsAndSelf()).Where(static part => part is ILiteralOperation { ConstantValue.Value: string }).Select(static part => ((string)part.ConstantValue.Value!, part.Syntax.GetLocation())))
                    wiring.Needed.Add((needed, place));
                break;
            default:
                break;
        }
    }

    private static void AnalyzePlugin(OperationAnalysisContext at, IInvocationOperation call, string? constant, Wiring wiring)
    {
        var argument = call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name == "name");
        var isGiven = argument is { ArgumentKind: ArgumentKind.Explicit } && argument.Value.ConstantValue is not { HasValue: true, Value: null };
        var name = isGiven ? constant : call.TargetMethod.TypeArguments.FirstOrDefault() is INamedTypeSymbol type ? DefaultNameOf(type) : null;
        if (name is null)
        {
            wiring.HasUnknownPlugins = true;
            return;
        }

        wiring.Plugins[name] = true;
        if (call.TargetMethod.Name == "AddPlugin" && constant is not null && IsRepeated(call, constant))
            at.ReportDiagnostic(Diagnostic.Create(s_descriptor, argument!.Value.Syntax.GetLocation(), $"The plugin '{constant}' is added to this builder twice"));
    }

    private static void CollectAttributes(INamedTypeSymbol type, RuntimeApi api, Wiring wiring)
    {
        foreach (var attribute in type.GetAttributes())
        {
            if (attribute is { AttributeClass: { Name: "DependsOnAttribute", IsGenericType: false }, ConstructorArguments: [{ Value: string needed }] } && api.IsOurs(attribute.AttributeClass)
                && attribute.ApplicationSyntaxReference is { } syntax)
            {
                wiring.Needed.Add((needed, ((AttributeSyntax)syntax.GetSyntax()).ArgumentList?.Arguments[0].GetLocation() ?? Location.None));
            }
        }
    }

    /// <summary>Returns whether a call before this one in the same chain, or on the same local in the same block, adds that name.</summary>
    private static bool IsRepeated(IInvocationOperation call, string name)
    {
        var builder = ChainStart(call);
        if (builder is null)
            return false;
        return call.Root().Descendants().OfType<IInvocationOperation>().Any(other =>
            other != call
            && other.TargetMethod.Name == call.TargetMethod.Name
            && other.Syntax.Span.End < call.Syntax.Span.End
            && IsUnconditional(other) && IsUnconditional(call) && other.Function() == call.Function()
            && SymbolEqualityComparer.Default.Equals(ChainStart(other), builder)
            && other.Arguments.Any(argument => argument.Parameter?.Name == "name" && argument.Value.ConstantValue is { HasValue: true, Value: string text } && StringComparer.OrdinalIgnoreCase.Equals(text, name)));
    }

    /// <summary>Returns the local or parameter that a chain of calls starts at, or the call that made its builder.</summary>
    private static ISymbol? ChainStart(IInvocationOperation call)
    {
        IOperation? at = call;
        while (at?.Unwrapped() is IInvocationOperation { } inner)
        {
            if (inner.TargetMethod.Name is "AddAsyncRuntime")
                return inner.Receiver().Target() is { } services && inner.Arguments.All(static argument => argument.Parameter?.Name != "name") ? services : null;
            at = inner.Receiver();
        }

        return at.Target();
    }

    private static bool IsUnconditional(IOperation operation)
    {
        for (var at = operation.Parent; at is not null and not IAnonymousFunctionOperation; at = at.Parent)
        {
            if (at is IConditionalOperation or ILoopOperation or ISwitchOperation or ISwitchExpressionOperation)
                return false;
        }

        return true;
    }

    private static string DefaultNameOf(INamedTypeSymbol type)
        => type.Name.Length > "Plugin".Length && type.Name.EndsWith("Plugin", StringComparison.Ordinal) ? type.Name.Substring(0, type.Name.Length - "Plugin".Length) : type.Name;

    private static bool IsCommandName(string text)
    {
        var parts = text.StartsWith("plugin:", StringComparison.OrdinalIgnoreCase) ? text.Substring("plugin:".Length).Split(['|'], 2) : [text];
        return (parts.Length == 2 || !text.StartsWith("plugin:", StringComparison.OrdinalIgnoreCase)) && parts.All(static part => part.Trim().Length > 0 && part.IndexOfAny([':', '|']) < 0);
    }

    /// <summary>The names of a whole compilation.</summary>
    private sealed class Wiring
    {
        public ConcurrentDictionary<string, bool> Plugins { get; } = new(StringComparer.OrdinalIgnoreCase);

        public ConcurrentBag<(string Name, Location Place)> Needed { get; } = [];

        /// <summary>True if the compilation adds a plugin whose name only the running program knows.</summary>
        /// <remarks>Set by actions that may run at once, each to true, and read after all of them.</remarks>
        public bool HasUnknownPlugins { get; set; }

        public void Report(CompilationAnalysisContext end)
        {
            // A library that adds no plugin leaves that to its users.
            if (HasUnknownPlugins || Plugins.IsEmpty)
                return;
            foreach (var (name, place) in Needed.Where(needed => !Plugins.ContainsKey(needed.Name)))
            {
                var near = Plugins.Keys.Select(known => (Known: known, Distance: Distance(known, name))).Where(static found => found.Distance <= 2).OrderBy(static found => found.Distance).Select(static found => found.Known).FirstOrDefault();
                end.ReportDiagnostic(Diagnostic.Create(s_descriptor, place, $"No plugin is named '{name}'{(near is null ? "" : $": did you mean '{near}'?")}"));
            }
        }

        private static int Distance(string left, string right)
        {
            var row = Enumerable.Range(0, right.Length + 1).ToArray();
            for (var i = 1; i <= left.Length; i++)
            {
                var diagonal = row[0];
                row[0] = i;
                for (var j = 1; j <= right.Length; j++)
                {
                    var cost = char.ToUpperInvariant(left[i - 1]) == char.ToUpperInvariant(right[j - 1]) ? 0 : 1;
                    (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + cost));
                }
            }

            return row[right.Length];
        }
    }
}
