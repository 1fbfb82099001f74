using HostedRuntime.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace HostedRuntime.Analyzers.Rules.Spawning;

/// <summary>HRT017: a body awaits foreign work without a token, so an abort has to wait for it.</summary>
internal sealed class BodyWithoutToken : Rule
{
    private static readonly DiagnosticDescriptor s_descriptor = new(
        "HRT017",
        "The body cannot be aborted while it awaits this",
        "An abort of the task does not reach '{0}': {1}",
        Correctness,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "An abort ends the waits of HostedRuntime by itself. Foreign work ends only if it gets the token of the task.",
        helpLinkUri: Pages + "HRT017.md");

    public override DiagnosticDescriptor Descriptor => s_descriptor;

    public override void Register(CompilationStartAnalysisContext start, RuleContext context)
        => start.RegisterOperationAction(at => Analyze(at, context), OperationKind.Await);

    private static void Analyze(OperationAnalysisContext at, RuleContext context)
    {
        var wait = (IAwaitOperation)at.Operation;
        if (wait.Operation.Unwrapped() is not IInvocationOperation call || context.Api.IsOurs(call.TargetMethod) || !CouldTakeToken(call, context.Api))
            return;
        if (wait.Function() is not IAnonymousFunctionOperation body || context.Bodies.KindAt(wait, at.ContainingSymbol) != BodyKind.Runtime)
            return;
        var token = body.Symbol.Parameters.FirstOrDefault(parameter => context.Api.IsToken(parameter.Type));
        if (UsesToken(body, context.Api) || (token is null && !CouldGetToken(body, context.Api)))
            return;
        var cure = token is null or { IsDiscard: true } or { Name: "_" } ? "give the body a token parameter and pass it on" : $"pass '{token.Name}' on";
        at.ReportDiagnostic(Diagnostic.Create(s_descriptor, call.Place(), call.TargetMethod.Name, cure));
    }

    /// <summary>Returns whether the call leaves a token to its default, or has an overload with one.</summary>
    private static bool CouldTakeToken(IInvocationOperation call, RuntimeApi api)
    {
        var method = call.TargetMethod;
        if (method.Parameters.Any(parameter => api.IsToken(parameter.Type)))
            return call.Arguments.Any(argument => argument.ArgumentKind == ArgumentKind.DefaultValue && api.IsToken(argument.Parameter?.Type));
        // HRT014 reports work on the ThreadPool, and a token would not make it right.
        if (method is { Name: "Run", ContainingType.Name: "Task" })
            return false;
        return method.ContainingType.GetMembers(method.Name).OfType<IMethodSymbol>().Where(other => other.Arity == method.Arity)
            .Select(other => other.Arity == 0 ? other : other.Construct([.. method.TypeArguments])).Any(other =>
            other.Parameters.Length == method.Parameters.Length + 1
            && other.IsStatic == method.IsStatic
            && other.DeclaredAccessibility >= method.DeclaredAccessibility
            && api.IsToken(other.Parameters[other.Parameters.Length - 1].Type)
            && method.Parameters.Zip(other.Parameters, static (left, right) => SymbolEqualityComparer.Default.Equals(left.Type, right.Type)).All(static isSame => isSame));
    }

    /// <summary>
    /// Returns whether the method that gets the body has a form whose bodies take a token. Without one nobody aborts the body: it is that
    /// of a test.
    /// </summary>
    private static bool CouldGetToken(IAnonymousFunctionOperation body, RuntimeApi api)
    {
        var at = body.Parent;
        while (at is IDelegateCreationOperation or IConversionOperation)
            at = at.Parent;
        return at is not IArgumentOperation { Parent: IInvocationOperation call }
            || call.TargetMethod.ContainingType.GetMembers(call.TargetMethod.Name).OfType<IMethodSymbol>()
                .Any(form => form.Parameters.Any(parameter => TakesToken(parameter.Type, api)));
    }

    private static bool TakesToken(ITypeSymbol type, RuntimeApi api)
        => type is INamedTypeSymbol { DelegateInvokeMethod: { } body } && body.Parameters.Any(parameter => api.IsToken(parameter.Type));

    /// <summary>Returns whether the body uses any token: then its author has decided which work gets it.</summary>
    private static bool UsesToken(IAnonymousFunctionOperation body, RuntimeApi api)
        => body.Body.Descendants().Any(operation => operation is IParameterReferenceOperation or ILocalReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation && api.IsToken(operation.Type));
}
