using HostedRuntime.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace HostedRuntime.Analyzers.Rules.Spawning;

/// <summary>Calls that start tasks.</summary>
internal static class Spawns
{
    /// <summary>Returns whether the call starts a task of a runtime, and its caller alone has the handle.</summary>
    /// <remarks>The children of a scope, a set or a tracker are kept by that group, so their handles may be dropped.</remarks>
    public static bool IsOnRuntime(this RuntimeApi api, IMethodSymbol method)
        => method.Name is "Spawn" or "SpawnBlocking" or "SpawnBlockingAsync" && method.ContainingType.Name is "RuntimeHandleExtensions" or "AsyncRuntime" && api.IsOurs(method);

    /// <summary>Returns whether the call starts a child of a <c>TaskScope</c>.</summary>
    public static bool IsInScope(this RuntimeApi api, IMethodSymbol method)
        => method.Name is "Spawn" or "SpawnBlocking" && method.ContainingType.Name == "TaskScope" && api.IsOurs(method);

    /// <summary>Returns whether the options of a spawn detach the task, or may do so.</summary>
    public static bool MayDetach(this IInvocationOperation spawn)
    {
        var options = spawn.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name == "options");
        return options is { ArgumentKind: not ArgumentKind.DefaultValue } && options.Value.Unwrapped() switch
        {
            IDefaultValueOperation => false,
            IObjectCreationOperation creation => creation.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>().Any(IsDetach) == true,
            _ => true,
        };
    }

    /// <summary>Returns the lambda that a spawn gets as its body, or null if the body is another expression.</summary>
    public static IAnonymousFunctionOperation? Lambda(this IInvocationOperation spawn)
        => spawn.Arguments.Select(static argument => argument.Value.Unwrapped() is IDelegateCreationOperation creation ? creation.Target : argument.Value.Unwrapped())
            .OfType<IAnonymousFunctionOperation>().FirstOrDefault();

    private static bool IsDetach(ISimpleAssignmentOperation assignment)
        => assignment is { Target: IPropertyReferenceOperation { Property.Name: "Detach" }, Value.ConstantValue: not { HasValue: true, Value: false } };
}
