namespace HostedRuntime;

/// <summary>
/// The first parameter of a handler that asks for services and takes no arguments. Without it, the first service would be taken for the
/// arguments.
/// </summary>
/// <remarks>
/// <see cref="ICommandInvoker"/> takes null for it, or an instance. As JSON it takes nothing, null, or an object, whose properties are
/// ignored as unknown ones always are.
/// </remarks>
public readonly record struct NoArguments;
