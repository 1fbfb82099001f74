using HostedRuntime.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace HostedRuntime.Analyzers.Rules;

/// <summary>One rule. Without state of its own, because one object serves all compilations.</summary>
internal abstract class Rule
{
    /// <summary>The pages of the rules.</summary>
    protected const string Pages = "https://github.com/HostedRuntime/HostedRuntime/blob/main/docs/rules/";

    /// <summary>The category of rules about mistakes that change what a program does.</summary>
    protected const string Correctness = "HostedRuntime.Correctness";

    /// <summary>The category of rules about work that leaves the runtime or holds it up.</summary>
    protected const string Scheduling = "HostedRuntime.Scheduling";

    public abstract DiagnosticDescriptor Descriptor { get; }

    /// <summary>Registers the actions of the rule for a compilation that references HostedRuntime.</summary>
    public abstract void Register(CompilationStartAnalysisContext start, RuleContext context);
}
