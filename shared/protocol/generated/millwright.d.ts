import * as $protobuf from "protobufjs";
import type Long from "long";

/** Namespace millwright. */
export namespace millwright {

    /**
     * Properties of an AgentMessage.
     * @deprecated Use millwright.AgentMessage.$Properties instead.
     */
    interface IAgentMessage extends millwright.AgentMessage.$Properties {
    }

    /** Represents an AgentMessage. */
    class AgentMessage {

        /**
         * Constructs a new AgentMessage.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.AgentMessage.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** AgentMessage hello. */
        hello?: (millwright.Hello.$Properties|null);

        /** AgentMessage facts. */
        facts?: (millwright.FactBatch.$Properties|null);

        /** AgentMessage digest. */
        digest?: (millwright.Digest.$Properties|null);

        /** AgentMessage leaseRequest. */
        leaseRequest?: (millwright.LeaseRequest.$Properties|null);

        /** AgentMessage body. */
        body?: ("hello"|"facts"|"digest"|"leaseRequest");

        /**
         * Creates a new AgentMessage instance using the specified properties.
         * @param [properties] Properties to set
         * @returns AgentMessage instance
         */
        static create(properties: millwright.AgentMessage.$Shape): millwright.AgentMessage & millwright.AgentMessage.$Shape;
        static create(properties?: millwright.AgentMessage.$Properties): millwright.AgentMessage;

        /**
         * Encodes the specified AgentMessage message. Does not implicitly {@link millwright.AgentMessage.verify|verify} messages.
         * @param message AgentMessage message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.AgentMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an AgentMessage message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.AgentMessage & millwright.AgentMessage.$Shape} AgentMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.AgentMessage & millwright.AgentMessage.$Shape;

        /**
         * Creates an AgentMessage message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns AgentMessage
         */
        static fromObject(object: { [k: string]: any }): millwright.AgentMessage;

        /**
         * Creates a plain object from an AgentMessage message. Also converts values to other types if specified.
         * @param message AgentMessage
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.AgentMessage, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this AgentMessage to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for AgentMessage
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace AgentMessage {

        /** Properties of an AgentMessage. */
        interface $Properties {

            /** AgentMessage hello */
            hello?: (millwright.Hello.$Properties|null);

            /** AgentMessage facts */
            facts?: (millwright.FactBatch.$Properties|null);

            /** AgentMessage digest */
            digest?: (millwright.Digest.$Properties|null);

            /** AgentMessage leaseRequest */
            leaseRequest?: (millwright.LeaseRequest.$Properties|null);

            /** AgentMessage body */
            body?: ("hello"|"facts"|"digest"|"leaseRequest");

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Narrowed shape of an AgentMessage. */
        type $Shape = {
          hello?: millwright.Hello.$Shape|null;
          facts?: millwright.FactBatch.$Shape|null;
          digest?: millwright.Digest.$Shape|null;
          leaseRequest?: millwright.LeaseRequest.$Shape|null;
          $unknowns?: Uint8Array[];
        } & (
          ({ body?: undefined; hello?: null; facts?: null; digest?: null; leaseRequest?: null }|{ body?: "hello"; hello: millwright.Hello.$Shape; facts?: null; digest?: null; leaseRequest?: null }|{ body?: "facts"; hello?: null; facts: millwright.FactBatch.$Shape; digest?: null; leaseRequest?: null }|{ body?: "digest"; hello?: null; facts?: null; digest: millwright.Digest.$Shape; leaseRequest?: null }|{ body?: "leaseRequest"; hello?: null; facts?: null; digest?: null; leaseRequest: millwright.LeaseRequest.$Shape })
        );
    }

    /**
     * Properties of a CoordinatorMessage.
     * @deprecated Use millwright.CoordinatorMessage.$Properties instead.
     */
    interface ICoordinatorMessage extends millwright.CoordinatorMessage.$Properties {
    }

    /** Represents a CoordinatorMessage. */
    class CoordinatorMessage {

        /**
         * Constructs a new CoordinatorMessage.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.CoordinatorMessage.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** CoordinatorMessage challenge. */
        challenge?: (millwright.Challenge.$Properties|null);

        /** CoordinatorMessage welcome. */
        welcome?: (millwright.Welcome.$Properties|null);

        /** CoordinatorMessage desired. */
        desired?: (millwright.Desired.$Properties|null);

        /** CoordinatorMessage factsAck. */
        factsAck?: (millwright.FactsAck.$Properties|null);

        /** CoordinatorMessage leases. */
        leases?: (millwright.Leases.$Properties|null);

        /** CoordinatorMessage refused. */
        refused?: (millwright.Refused.$Properties|null);

        /** CoordinatorMessage heard. */
        heard?: (millwright.Heard.$Properties|null);

        /** CoordinatorMessage body. */
        body?: ("challenge"|"welcome"|"desired"|"factsAck"|"leases"|"refused"|"heard");

        /**
         * Creates a new CoordinatorMessage instance using the specified properties.
         * @param [properties] Properties to set
         * @returns CoordinatorMessage instance
         */
        static create(properties: millwright.CoordinatorMessage.$Shape): millwright.CoordinatorMessage & millwright.CoordinatorMessage.$Shape;
        static create(properties?: millwright.CoordinatorMessage.$Properties): millwright.CoordinatorMessage;

        /**
         * Encodes the specified CoordinatorMessage message. Does not implicitly {@link millwright.CoordinatorMessage.verify|verify} messages.
         * @param message CoordinatorMessage message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.CoordinatorMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a CoordinatorMessage message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.CoordinatorMessage & millwright.CoordinatorMessage.$Shape} CoordinatorMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.CoordinatorMessage & millwright.CoordinatorMessage.$Shape;

        /**
         * Creates a CoordinatorMessage message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns CoordinatorMessage
         */
        static fromObject(object: { [k: string]: any }): millwright.CoordinatorMessage;

        /**
         * Creates a plain object from a CoordinatorMessage message. Also converts values to other types if specified.
         * @param message CoordinatorMessage
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.CoordinatorMessage, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this CoordinatorMessage to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for CoordinatorMessage
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace CoordinatorMessage {

        /** Properties of a CoordinatorMessage. */
        interface $Properties {

            /** CoordinatorMessage challenge */
            challenge?: (millwright.Challenge.$Properties|null);

            /** CoordinatorMessage welcome */
            welcome?: (millwright.Welcome.$Properties|null);

            /** CoordinatorMessage desired */
            desired?: (millwright.Desired.$Properties|null);

            /** CoordinatorMessage factsAck */
            factsAck?: (millwright.FactsAck.$Properties|null);

            /** CoordinatorMessage leases */
            leases?: (millwright.Leases.$Properties|null);

            /** CoordinatorMessage refused */
            refused?: (millwright.Refused.$Properties|null);

            /** CoordinatorMessage heard */
            heard?: (millwright.Heard.$Properties|null);

            /** CoordinatorMessage body */
            body?: ("challenge"|"welcome"|"desired"|"factsAck"|"leases"|"refused"|"heard");

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Narrowed shape of a CoordinatorMessage. */
        type $Shape = {
          challenge?: millwright.Challenge.$Shape|null;
          welcome?: millwright.Welcome.$Shape|null;
          desired?: millwright.Desired.$Shape|null;
          factsAck?: millwright.FactsAck.$Shape|null;
          leases?: millwright.Leases.$Shape|null;
          refused?: millwright.Refused.$Shape|null;
          heard?: millwright.Heard.$Shape|null;
          $unknowns?: Uint8Array[];
        } & (
          ({ body?: undefined; challenge?: null; welcome?: null; desired?: null; factsAck?: null; leases?: null; refused?: null; heard?: null }|{ body?: "challenge"; challenge: millwright.Challenge.$Shape; welcome?: null; desired?: null; factsAck?: null; leases?: null; refused?: null; heard?: null }|{ body?: "welcome"; challenge?: null; welcome: millwright.Welcome.$Shape; desired?: null; factsAck?: null; leases?: null; refused?: null; heard?: null }|{ body?: "desired"; challenge?: null; welcome?: null; desired: millwright.Desired.$Shape; factsAck?: null; leases?: null; refused?: null; heard?: null }|{ body?: "factsAck"; challenge?: null; welcome?: null; desired?: null; factsAck: millwright.FactsAck.$Shape; leases?: null; refused?: null; heard?: null }|{ body?: "leases"; challenge?: null; welcome?: null; desired?: null; factsAck?: null; leases: millwright.Leases.$Shape; refused?: null; heard?: null }|{ body?: "refused"; challenge?: null; welcome?: null; desired?: null; factsAck?: null; leases?: null; refused: millwright.Refused.$Shape; heard?: null }|{ body?: "heard"; challenge?: null; welcome?: null; desired?: null; factsAck?: null; leases?: null; refused?: null; heard: millwright.Heard.$Shape })
        );
    }

    /**
     * Properties of a Challenge.
     * @deprecated Use millwright.Challenge.$Properties instead.
     */
    interface IChallenge extends millwright.Challenge.$Properties {
    }

    /** Represents a Challenge. */
    class Challenge {

        /**
         * Constructs a new Challenge.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.Challenge.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Challenge nonce. */
        nonce: Uint8Array;

        /** Challenge incarnation. */
        incarnation: number;

        /**
         * Creates a new Challenge instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Challenge instance
         */
        static create(properties: millwright.Challenge.$Shape): millwright.Challenge & millwright.Challenge.$Shape;
        static create(properties?: millwright.Challenge.$Properties): millwright.Challenge;

        /**
         * Encodes the specified Challenge message. Does not implicitly {@link millwright.Challenge.verify|verify} messages.
         * @param message Challenge message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.Challenge.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Challenge message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.Challenge & millwright.Challenge.$Shape} Challenge
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.Challenge & millwright.Challenge.$Shape;

        /**
         * Creates a Challenge message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns Challenge
         */
        static fromObject(object: { [k: string]: any }): millwright.Challenge;

        /**
         * Creates a plain object from a Challenge message. Also converts values to other types if specified.
         * @param message Challenge
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.Challenge, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this Challenge to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for Challenge
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace Challenge {

        /** Properties of a Challenge. */
        interface $Properties {

            /** Challenge nonce */
            nonce?: (Uint8Array|null);

            /** Challenge incarnation */
            incarnation?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Challenge. */
        type $Shape = millwright.Challenge.$Properties;
    }

    /**
     * Properties of a Hello.
     * @deprecated Use millwright.Hello.$Properties instead.
     */
    interface IHello extends millwright.Hello.$Properties {
    }

    /** Represents a Hello. */
    class Hello {

        /**
         * Constructs a new Hello.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.Hello.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Hello protocolMin. */
        protocolMin: number;

        /** Hello protocolMax. */
        protocolMax: number;

        /** Hello publicKey. */
        publicKey: Uint8Array;

        /** Hello signature. */
        signature: Uint8Array;

        /** Hello bootId. */
        bootId: string;

        /** Hello name. */
        name: string;

        /** Hello inventoryJson. */
        inventoryJson: string;

        /** Hello bytesAddress. */
        bytesAddress: string;

        /** Hello slots. */
        slots: number;

        /** Hello attempts. */
        attempts: millwright.AttemptHeld.$Properties[];

        /** Hello spool. */
        spool: string;

        /** Hello labels. */
        labels: { [k: string]: string };

        /** Hello appliedIncarnation. */
        appliedIncarnation: number;

        /** Hello appliedGeneration. */
        appliedGeneration: number;

        /**
         * Creates a new Hello instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Hello instance
         */
        static create(properties: millwright.Hello.$Shape): millwright.Hello & millwright.Hello.$Shape;
        static create(properties?: millwright.Hello.$Properties): millwright.Hello;

        /**
         * Encodes the specified Hello message. Does not implicitly {@link millwright.Hello.verify|verify} messages.
         * @param message Hello message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.Hello.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Hello message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.Hello & millwright.Hello.$Shape} Hello
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.Hello & millwright.Hello.$Shape;

        /**
         * Creates a Hello message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns Hello
         */
        static fromObject(object: { [k: string]: any }): millwright.Hello;

        /**
         * Creates a plain object from a Hello message. Also converts values to other types if specified.
         * @param message Hello
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.Hello, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this Hello to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for Hello
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace Hello {

        /** Properties of a Hello. */
        interface $Properties {

            /** Hello protocolMin */
            protocolMin?: (number|null);

            /** Hello protocolMax */
            protocolMax?: (number|null);

            /** Hello publicKey */
            publicKey?: (Uint8Array|null);

            /** Hello signature */
            signature?: (Uint8Array|null);

            /** Hello bootId */
            bootId?: (string|null);

            /** Hello name */
            name?: (string|null);

            /** Hello inventoryJson */
            inventoryJson?: (string|null);

            /** Hello bytesAddress */
            bytesAddress?: (string|null);

            /** Hello slots */
            slots?: (number|null);

            /** Hello attempts */
            attempts?: (millwright.AttemptHeld.$Properties[]|null);

            /** Hello spool */
            spool?: (string|null);

            /** Hello labels */
            labels?: ({ [k: string]: string }|null);

            /** Hello appliedIncarnation */
            appliedIncarnation?: (number|null);

            /** Hello appliedGeneration */
            appliedGeneration?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Hello. */
        type $Shape = millwright.Hello.$Properties;
    }

    /**
     * Properties of an AttemptHeld.
     * @deprecated Use millwright.AttemptHeld.$Properties instead.
     */
    interface IAttemptHeld extends millwright.AttemptHeld.$Properties {
    }

    /** Represents an AttemptHeld. */
    class AttemptHeld {

        /**
         * Constructs a new AttemptHeld.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.AttemptHeld.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** AttemptHeld attempt. */
        attempt: string;

        /** AttemptHeld state. */
        state: string;

        /** AttemptHeld exitJson. */
        exitJson: string;

        /** AttemptHeld jobName. */
        jobName: string;

        /** AttemptHeld cpus. */
        cpus: number;

        /** AttemptHeld memoryMb. */
        memoryMb: number;

        /** AttemptHeld gpus. */
        gpus: string[];

        /**
         * Creates a new AttemptHeld instance using the specified properties.
         * @param [properties] Properties to set
         * @returns AttemptHeld instance
         */
        static create(properties: millwright.AttemptHeld.$Shape): millwright.AttemptHeld & millwright.AttemptHeld.$Shape;
        static create(properties?: millwright.AttemptHeld.$Properties): millwright.AttemptHeld;

        /**
         * Encodes the specified AttemptHeld message. Does not implicitly {@link millwright.AttemptHeld.verify|verify} messages.
         * @param message AttemptHeld message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.AttemptHeld.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an AttemptHeld message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.AttemptHeld & millwright.AttemptHeld.$Shape} AttemptHeld
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.AttemptHeld & millwright.AttemptHeld.$Shape;

        /**
         * Creates an AttemptHeld message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns AttemptHeld
         */
        static fromObject(object: { [k: string]: any }): millwright.AttemptHeld;

        /**
         * Creates a plain object from an AttemptHeld message. Also converts values to other types if specified.
         * @param message AttemptHeld
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.AttemptHeld, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this AttemptHeld to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for AttemptHeld
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace AttemptHeld {

        /** Properties of an AttemptHeld. */
        interface $Properties {

            /** AttemptHeld attempt */
            attempt?: (string|null);

            /** AttemptHeld state */
            state?: (string|null);

            /** AttemptHeld exitJson */
            exitJson?: (string|null);

            /** AttemptHeld jobName */
            jobName?: (string|null);

            /** AttemptHeld cpus */
            cpus?: (number|null);

            /** AttemptHeld memoryMb */
            memoryMb?: (number|null);

            /** AttemptHeld gpus */
            gpus?: (string[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an AttemptHeld. */
        type $Shape = millwright.AttemptHeld.$Properties;
    }

    /**
     * Properties of a Welcome.
     * @deprecated Use millwright.Welcome.$Properties instead.
     */
    interface IWelcome extends millwright.Welcome.$Properties {
    }

    /** Represents a Welcome. */
    class Welcome {

        /**
         * Constructs a new Welcome.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.Welcome.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Welcome host. */
        host: string;

        /** Welcome protocol. */
        protocol: number;

        /** Welcome incarnation. */
        incarnation: number;

        /** Welcome lastFact. */
        lastFact: number;

        /** Welcome digestMs. */
        digestMs: number;

        /**
         * Creates a new Welcome instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Welcome instance
         */
        static create(properties: millwright.Welcome.$Shape): millwright.Welcome & millwright.Welcome.$Shape;
        static create(properties?: millwright.Welcome.$Properties): millwright.Welcome;

        /**
         * Encodes the specified Welcome message. Does not implicitly {@link millwright.Welcome.verify|verify} messages.
         * @param message Welcome message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.Welcome.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Welcome message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.Welcome & millwright.Welcome.$Shape} Welcome
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.Welcome & millwright.Welcome.$Shape;

        /**
         * Creates a Welcome message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns Welcome
         */
        static fromObject(object: { [k: string]: any }): millwright.Welcome;

        /**
         * Creates a plain object from a Welcome message. Also converts values to other types if specified.
         * @param message Welcome
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.Welcome, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this Welcome to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for Welcome
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace Welcome {

        /** Properties of a Welcome. */
        interface $Properties {

            /** Welcome host */
            host?: (string|null);

            /** Welcome protocol */
            protocol?: (number|null);

            /** Welcome incarnation */
            incarnation?: (number|null);

            /** Welcome lastFact */
            lastFact?: (number|null);

            /** Welcome digestMs */
            digestMs?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Welcome. */
        type $Shape = millwright.Welcome.$Properties;
    }

    /**
     * Properties of a Refused.
     * @deprecated Use millwright.Refused.$Properties instead.
     */
    interface IRefused extends millwright.Refused.$Properties {
    }

    /** Represents a Refused. */
    class Refused {

        /**
         * Constructs a new Refused.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.Refused.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Refused code. */
        code: string;

        /** Refused reason. */
        reason: string;

        /**
         * Creates a new Refused instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Refused instance
         */
        static create(properties: millwright.Refused.$Shape): millwright.Refused & millwright.Refused.$Shape;
        static create(properties?: millwright.Refused.$Properties): millwright.Refused;

        /**
         * Encodes the specified Refused message. Does not implicitly {@link millwright.Refused.verify|verify} messages.
         * @param message Refused message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.Refused.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Refused message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.Refused & millwright.Refused.$Shape} Refused
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.Refused & millwright.Refused.$Shape;

        /**
         * Creates a Refused message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns Refused
         */
        static fromObject(object: { [k: string]: any }): millwright.Refused;

        /**
         * Creates a plain object from a Refused message. Also converts values to other types if specified.
         * @param message Refused
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.Refused, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this Refused to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for Refused
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace Refused {

        /** Properties of a Refused. */
        interface $Properties {

            /** Refused code */
            code?: (string|null);

            /** Refused reason */
            reason?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Refused. */
        type $Shape = millwright.Refused.$Properties;
    }

    /**
     * Properties of a FactBatch.
     * @deprecated Use millwright.FactBatch.$Properties instead.
     */
    interface IFactBatch extends millwright.FactBatch.$Properties {
    }

    /** Represents a FactBatch. */
    class FactBatch {

        /**
         * Constructs a new FactBatch.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.FactBatch.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** FactBatch spool. */
        spool: string;

        /** FactBatch facts. */
        facts: millwright.Fact.$Properties[];

        /**
         * Creates a new FactBatch instance using the specified properties.
         * @param [properties] Properties to set
         * @returns FactBatch instance
         */
        static create(properties: millwright.FactBatch.$Shape): millwright.FactBatch & millwright.FactBatch.$Shape;
        static create(properties?: millwright.FactBatch.$Properties): millwright.FactBatch;

        /**
         * Encodes the specified FactBatch message. Does not implicitly {@link millwright.FactBatch.verify|verify} messages.
         * @param message FactBatch message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.FactBatch.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a FactBatch message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.FactBatch & millwright.FactBatch.$Shape} FactBatch
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.FactBatch & millwright.FactBatch.$Shape;

        /**
         * Creates a FactBatch message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns FactBatch
         */
        static fromObject(object: { [k: string]: any }): millwright.FactBatch;

        /**
         * Creates a plain object from a FactBatch message. Also converts values to other types if specified.
         * @param message FactBatch
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.FactBatch, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this FactBatch to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for FactBatch
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace FactBatch {

        /** Properties of a FactBatch. */
        interface $Properties {

            /** FactBatch spool */
            spool?: (string|null);

            /** FactBatch facts */
            facts?: (millwright.Fact.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a FactBatch. */
        type $Shape = {
          spool?: string|null;
          facts?: millwright.Fact.$Shape[]|null;
          $unknowns?: Uint8Array[];
        };
    }

    /**
     * Properties of a Fact.
     * @deprecated Use millwright.Fact.$Properties instead.
     */
    interface IFact extends millwright.Fact.$Properties {
    }

    /** Represents a Fact. */
    class Fact {

        /**
         * Constructs a new Fact.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.Fact.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Fact number. */
        number: number;

        /** Fact started. */
        started?: (millwright.AttemptStarted.$Properties|null);

        /** Fact ended. */
        ended?: (millwright.AttemptEnded.$Properties|null);

        /** Fact results. */
        results?: (millwright.ShardResults.$Properties|null);

        /** Fact replica. */
        replica?: (millwright.ReplicaState.$Properties|null);

        /** Fact spoolReset. */
        spoolReset?: (millwright.SpoolReset.$Properties|null);

        /** Fact inventory. */
        inventory?: (millwright.InventoryChanged.$Properties|null);

        /** Fact body. */
        body?: ("started"|"ended"|"results"|"replica"|"spoolReset"|"inventory");

        /**
         * Creates a new Fact instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Fact instance
         */
        static create(properties: millwright.Fact.$Shape): millwright.Fact & millwright.Fact.$Shape;
        static create(properties?: millwright.Fact.$Properties): millwright.Fact;

        /**
         * Encodes the specified Fact message. Does not implicitly {@link millwright.Fact.verify|verify} messages.
         * @param message Fact message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.Fact.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Fact message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.Fact & millwright.Fact.$Shape} Fact
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.Fact & millwright.Fact.$Shape;

        /**
         * Creates a Fact message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns Fact
         */
        static fromObject(object: { [k: string]: any }): millwright.Fact;

        /**
         * Creates a plain object from a Fact message. Also converts values to other types if specified.
         * @param message Fact
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.Fact, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this Fact to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for Fact
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace Fact {

        /** Properties of a Fact. */
        interface $Properties {

            /** Fact number */
            number?: (number|null);

            /** Fact started */
            started?: (millwright.AttemptStarted.$Properties|null);

            /** Fact ended */
            ended?: (millwright.AttemptEnded.$Properties|null);

            /** Fact results */
            results?: (millwright.ShardResults.$Properties|null);

            /** Fact replica */
            replica?: (millwright.ReplicaState.$Properties|null);

            /** Fact spoolReset */
            spoolReset?: (millwright.SpoolReset.$Properties|null);

            /** Fact inventory */
            inventory?: (millwright.InventoryChanged.$Properties|null);

            /** Fact body */
            body?: ("started"|"ended"|"results"|"replica"|"spoolReset"|"inventory");

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Narrowed shape of a Fact. */
        type $Shape = {
          number?: number|null;
          started?: millwright.AttemptStarted.$Shape|null;
          ended?: millwright.AttemptEnded.$Shape|null;
          results?: millwright.ShardResults.$Shape|null;
          replica?: millwright.ReplicaState.$Shape|null;
          spoolReset?: millwright.SpoolReset.$Shape|null;
          inventory?: millwright.InventoryChanged.$Shape|null;
          $unknowns?: Uint8Array[];
        } & (
          ({ body?: undefined; started?: null; ended?: null; results?: null; replica?: null; spoolReset?: null; inventory?: null }|{ body?: "started"; started: millwright.AttemptStarted.$Shape; ended?: null; results?: null; replica?: null; spoolReset?: null; inventory?: null }|{ body?: "ended"; started?: null; ended: millwright.AttemptEnded.$Shape; results?: null; replica?: null; spoolReset?: null; inventory?: null }|{ body?: "results"; started?: null; ended?: null; results: millwright.ShardResults.$Shape; replica?: null; spoolReset?: null; inventory?: null }|{ body?: "replica"; started?: null; ended?: null; results?: null; replica: millwright.ReplicaState.$Shape; spoolReset?: null; inventory?: null }|{ body?: "spoolReset"; started?: null; ended?: null; results?: null; replica?: null; spoolReset: millwright.SpoolReset.$Shape; inventory?: null }|{ body?: "inventory"; started?: null; ended?: null; results?: null; replica?: null; spoolReset?: null; inventory: millwright.InventoryChanged.$Shape })
        );
    }

    /**
     * Properties of an InventoryChanged.
     * @deprecated Use millwright.InventoryChanged.$Properties instead.
     */
    interface IInventoryChanged extends millwright.InventoryChanged.$Properties {
    }

    /** Represents an InventoryChanged. */
    class InventoryChanged {

        /**
         * Constructs a new InventoryChanged.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.InventoryChanged.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** InventoryChanged inventoryJson. */
        inventoryJson: string;

        /**
         * Creates a new InventoryChanged instance using the specified properties.
         * @param [properties] Properties to set
         * @returns InventoryChanged instance
         */
        static create(properties: millwright.InventoryChanged.$Shape): millwright.InventoryChanged & millwright.InventoryChanged.$Shape;
        static create(properties?: millwright.InventoryChanged.$Properties): millwright.InventoryChanged;

        /**
         * Encodes the specified InventoryChanged message. Does not implicitly {@link millwright.InventoryChanged.verify|verify} messages.
         * @param message InventoryChanged message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.InventoryChanged.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an InventoryChanged message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.InventoryChanged & millwright.InventoryChanged.$Shape} InventoryChanged
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.InventoryChanged & millwright.InventoryChanged.$Shape;

        /**
         * Creates an InventoryChanged message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns InventoryChanged
         */
        static fromObject(object: { [k: string]: any }): millwright.InventoryChanged;

        /**
         * Creates a plain object from an InventoryChanged message. Also converts values to other types if specified.
         * @param message InventoryChanged
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.InventoryChanged, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this InventoryChanged to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for InventoryChanged
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace InventoryChanged {

        /** Properties of an InventoryChanged. */
        interface $Properties {

            /** InventoryChanged inventoryJson */
            inventoryJson?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an InventoryChanged. */
        type $Shape = millwright.InventoryChanged.$Properties;
    }

    /**
     * Properties of an AttemptStarted.
     * @deprecated Use millwright.AttemptStarted.$Properties instead.
     */
    interface IAttemptStarted extends millwright.AttemptStarted.$Properties {
    }

    /** Represents an AttemptStarted. */
    class AttemptStarted {

        /**
         * Constructs a new AttemptStarted.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.AttemptStarted.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** AttemptStarted attempt. */
        attempt: string;

        /** AttemptStarted pid. */
        pid: number;

        /**
         * Creates a new AttemptStarted instance using the specified properties.
         * @param [properties] Properties to set
         * @returns AttemptStarted instance
         */
        static create(properties: millwright.AttemptStarted.$Shape): millwright.AttemptStarted & millwright.AttemptStarted.$Shape;
        static create(properties?: millwright.AttemptStarted.$Properties): millwright.AttemptStarted;

        /**
         * Encodes the specified AttemptStarted message. Does not implicitly {@link millwright.AttemptStarted.verify|verify} messages.
         * @param message AttemptStarted message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.AttemptStarted.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an AttemptStarted message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.AttemptStarted & millwright.AttemptStarted.$Shape} AttemptStarted
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.AttemptStarted & millwright.AttemptStarted.$Shape;

        /**
         * Creates an AttemptStarted message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns AttemptStarted
         */
        static fromObject(object: { [k: string]: any }): millwright.AttemptStarted;

        /**
         * Creates a plain object from an AttemptStarted message. Also converts values to other types if specified.
         * @param message AttemptStarted
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.AttemptStarted, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this AttemptStarted to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for AttemptStarted
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace AttemptStarted {

        /** Properties of an AttemptStarted. */
        interface $Properties {

            /** AttemptStarted attempt */
            attempt?: (string|null);

            /** AttemptStarted pid */
            pid?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an AttemptStarted. */
        type $Shape = millwright.AttemptStarted.$Properties;
    }

    /**
     * Properties of an AttemptEnded.
     * @deprecated Use millwright.AttemptEnded.$Properties instead.
     */
    interface IAttemptEnded extends millwright.AttemptEnded.$Properties {
    }

    /** Represents an AttemptEnded. */
    class AttemptEnded {

        /**
         * Constructs a new AttemptEnded.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.AttemptEnded.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** AttemptEnded attempt. */
        attempt: string;

        /** AttemptEnded exitJson. */
        exitJson: string;

        /**
         * Creates a new AttemptEnded instance using the specified properties.
         * @param [properties] Properties to set
         * @returns AttemptEnded instance
         */
        static create(properties: millwright.AttemptEnded.$Shape): millwright.AttemptEnded & millwright.AttemptEnded.$Shape;
        static create(properties?: millwright.AttemptEnded.$Properties): millwright.AttemptEnded;

        /**
         * Encodes the specified AttemptEnded message. Does not implicitly {@link millwright.AttemptEnded.verify|verify} messages.
         * @param message AttemptEnded message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.AttemptEnded.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an AttemptEnded message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.AttemptEnded & millwright.AttemptEnded.$Shape} AttemptEnded
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.AttemptEnded & millwright.AttemptEnded.$Shape;

        /**
         * Creates an AttemptEnded message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns AttemptEnded
         */
        static fromObject(object: { [k: string]: any }): millwright.AttemptEnded;

        /**
         * Creates a plain object from an AttemptEnded message. Also converts values to other types if specified.
         * @param message AttemptEnded
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.AttemptEnded, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this AttemptEnded to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for AttemptEnded
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace AttemptEnded {

        /** Properties of an AttemptEnded. */
        interface $Properties {

            /** AttemptEnded attempt */
            attempt?: (string|null);

            /** AttemptEnded exitJson */
            exitJson?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an AttemptEnded. */
        type $Shape = millwright.AttemptEnded.$Properties;
    }

    /**
     * Properties of a ShardResults.
     * @deprecated Use millwright.ShardResults.$Properties instead.
     */
    interface IShardResults extends millwright.ShardResults.$Properties {
    }

    /** Represents a ShardResults. */
    class ShardResults {

        /**
         * Constructs a new ShardResults.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.ShardResults.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** ShardResults attempt. */
        attempt: string;

        /** ShardResults results. */
        results: millwright.ShardResult.$Properties[];

        /**
         * Creates a new ShardResults instance using the specified properties.
         * @param [properties] Properties to set
         * @returns ShardResults instance
         */
        static create(properties: millwright.ShardResults.$Shape): millwright.ShardResults & millwright.ShardResults.$Shape;
        static create(properties?: millwright.ShardResults.$Properties): millwright.ShardResults;

        /**
         * Encodes the specified ShardResults message. Does not implicitly {@link millwright.ShardResults.verify|verify} messages.
         * @param message ShardResults message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.ShardResults.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a ShardResults message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.ShardResults & millwright.ShardResults.$Shape} ShardResults
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.ShardResults & millwright.ShardResults.$Shape;

        /**
         * Creates a ShardResults message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns ShardResults
         */
        static fromObject(object: { [k: string]: any }): millwright.ShardResults;

        /**
         * Creates a plain object from a ShardResults message. Also converts values to other types if specified.
         * @param message ShardResults
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.ShardResults, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this ShardResults to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for ShardResults
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace ShardResults {

        /** Properties of a ShardResults. */
        interface $Properties {

            /** ShardResults attempt */
            attempt?: (string|null);

            /** ShardResults results */
            results?: (millwright.ShardResult.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a ShardResults. */
        type $Shape = millwright.ShardResults.$Properties;
    }

    /**
     * Properties of a ShardResult.
     * @deprecated Use millwright.ShardResult.$Properties instead.
     */
    interface IShardResult extends millwright.ShardResult.$Properties {
    }

    /** Represents a ShardResult. */
    class ShardResult {

        /**
         * Constructs a new ShardResult.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.ShardResult.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** ShardResult shard. */
        shard: number;

        /** ShardResult ok. */
        ok: boolean;

        /** ShardResult outputJson. */
        outputJson: string;

        /** ShardResult error. */
        error: string;

        /** ShardResult retry. */
        retry: boolean;

        /** ShardResult tookMs. */
        tookMs: number;

        /**
         * Creates a new ShardResult instance using the specified properties.
         * @param [properties] Properties to set
         * @returns ShardResult instance
         */
        static create(properties: millwright.ShardResult.$Shape): millwright.ShardResult & millwright.ShardResult.$Shape;
        static create(properties?: millwright.ShardResult.$Properties): millwright.ShardResult;

        /**
         * Encodes the specified ShardResult message. Does not implicitly {@link millwright.ShardResult.verify|verify} messages.
         * @param message ShardResult message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.ShardResult.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a ShardResult message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.ShardResult & millwright.ShardResult.$Shape} ShardResult
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.ShardResult & millwright.ShardResult.$Shape;

        /**
         * Creates a ShardResult message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns ShardResult
         */
        static fromObject(object: { [k: string]: any }): millwright.ShardResult;

        /**
         * Creates a plain object from a ShardResult message. Also converts values to other types if specified.
         * @param message ShardResult
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.ShardResult, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this ShardResult to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for ShardResult
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace ShardResult {

        /** Properties of a ShardResult. */
        interface $Properties {

            /** ShardResult shard */
            shard?: (number|null);

            /** ShardResult ok */
            ok?: (boolean|null);

            /** ShardResult outputJson */
            outputJson?: (string|null);

            /** ShardResult error */
            error?: (string|null);

            /** ShardResult retry */
            retry?: (boolean|null);

            /** ShardResult tookMs */
            tookMs?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a ShardResult. */
        type $Shape = millwright.ShardResult.$Properties;
    }

    /**
     * Properties of a ReplicaState.
     * @deprecated Use millwright.ReplicaState.$Properties instead.
     */
    interface IReplicaState extends millwright.ReplicaState.$Properties {
    }

    /** Represents a ReplicaState. */
    class ReplicaState {

        /**
         * Constructs a new ReplicaState.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.ReplicaState.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** ReplicaState attempt. */
        attempt: string;

        /** ReplicaState ready. */
        ready: boolean;

        /** ReplicaState reason. */
        reason: string;

        /**
         * Creates a new ReplicaState instance using the specified properties.
         * @param [properties] Properties to set
         * @returns ReplicaState instance
         */
        static create(properties: millwright.ReplicaState.$Shape): millwright.ReplicaState & millwright.ReplicaState.$Shape;
        static create(properties?: millwright.ReplicaState.$Properties): millwright.ReplicaState;

        /**
         * Encodes the specified ReplicaState message. Does not implicitly {@link millwright.ReplicaState.verify|verify} messages.
         * @param message ReplicaState message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.ReplicaState.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a ReplicaState message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.ReplicaState & millwright.ReplicaState.$Shape} ReplicaState
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.ReplicaState & millwright.ReplicaState.$Shape;

        /**
         * Creates a ReplicaState message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns ReplicaState
         */
        static fromObject(object: { [k: string]: any }): millwright.ReplicaState;

        /**
         * Creates a plain object from a ReplicaState message. Also converts values to other types if specified.
         * @param message ReplicaState
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.ReplicaState, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this ReplicaState to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for ReplicaState
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace ReplicaState {

        /** Properties of a ReplicaState. */
        interface $Properties {

            /** ReplicaState attempt */
            attempt?: (string|null);

            /** ReplicaState ready */
            ready?: (boolean|null);

            /** ReplicaState reason */
            reason?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a ReplicaState. */
        type $Shape = millwright.ReplicaState.$Properties;
    }

    /**
     * Properties of a SpoolReset.
     * @deprecated Use millwright.SpoolReset.$Properties instead.
     */
    interface ISpoolReset extends millwright.SpoolReset.$Properties {
    }

    /** Represents a SpoolReset. */
    class SpoolReset {

        /**
         * Constructs a new SpoolReset.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.SpoolReset.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** SpoolReset reason. */
        reason: string;

        /**
         * Creates a new SpoolReset instance using the specified properties.
         * @param [properties] Properties to set
         * @returns SpoolReset instance
         */
        static create(properties: millwright.SpoolReset.$Shape): millwright.SpoolReset & millwright.SpoolReset.$Shape;
        static create(properties?: millwright.SpoolReset.$Properties): millwright.SpoolReset;

        /**
         * Encodes the specified SpoolReset message. Does not implicitly {@link millwright.SpoolReset.verify|verify} messages.
         * @param message SpoolReset message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.SpoolReset.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a SpoolReset message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.SpoolReset & millwright.SpoolReset.$Shape} SpoolReset
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.SpoolReset & millwright.SpoolReset.$Shape;

        /**
         * Creates a SpoolReset message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns SpoolReset
         */
        static fromObject(object: { [k: string]: any }): millwright.SpoolReset;

        /**
         * Creates a plain object from a SpoolReset message. Also converts values to other types if specified.
         * @param message SpoolReset
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.SpoolReset, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this SpoolReset to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for SpoolReset
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace SpoolReset {

        /** Properties of a SpoolReset. */
        interface $Properties {

            /** SpoolReset reason */
            reason?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a SpoolReset. */
        type $Shape = millwright.SpoolReset.$Properties;
    }

    /**
     * Properties of a FactsAck.
     * @deprecated Use millwright.FactsAck.$Properties instead.
     */
    interface IFactsAck extends millwright.FactsAck.$Properties {
    }

    /** Represents a FactsAck. */
    class FactsAck {

        /**
         * Constructs a new FactsAck.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.FactsAck.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** FactsAck spool. */
        spool: string;

        /** FactsAck lastFact. */
        lastFact: number;

        /**
         * Creates a new FactsAck instance using the specified properties.
         * @param [properties] Properties to set
         * @returns FactsAck instance
         */
        static create(properties: millwright.FactsAck.$Shape): millwright.FactsAck & millwright.FactsAck.$Shape;
        static create(properties?: millwright.FactsAck.$Properties): millwright.FactsAck;

        /**
         * Encodes the specified FactsAck message. Does not implicitly {@link millwright.FactsAck.verify|verify} messages.
         * @param message FactsAck message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.FactsAck.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a FactsAck message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.FactsAck & millwright.FactsAck.$Shape} FactsAck
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.FactsAck & millwright.FactsAck.$Shape;

        /**
         * Creates a FactsAck message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns FactsAck
         */
        static fromObject(object: { [k: string]: any }): millwright.FactsAck;

        /**
         * Creates a plain object from a FactsAck message. Also converts values to other types if specified.
         * @param message FactsAck
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.FactsAck, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this FactsAck to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for FactsAck
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace FactsAck {

        /** Properties of a FactsAck. */
        interface $Properties {

            /** FactsAck spool */
            spool?: (string|null);

            /** FactsAck lastFact */
            lastFact?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a FactsAck. */
        type $Shape = millwright.FactsAck.$Properties;
    }

    /**
     * Properties of a Digest.
     * @deprecated Use millwright.Digest.$Properties instead.
     */
    interface IDigest extends millwright.Digest.$Properties {
    }

    /** Represents a Digest. */
    class Digest {

        /**
         * Constructs a new Digest.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.Digest.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Digest signalsJson. */
        signalsJson: string;

        /** Digest progress. */
        progress: millwright.ShardProgress.$Properties[];

        /** Digest running. */
        running: string[];

        /** Digest number. */
        number: number;

        /** Digest steps. */
        steps: millwright.StepReport.$Properties[];

        /**
         * Creates a new Digest instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Digest instance
         */
        static create(properties: millwright.Digest.$Shape): millwright.Digest & millwright.Digest.$Shape;
        static create(properties?: millwright.Digest.$Properties): millwright.Digest;

        /**
         * Encodes the specified Digest message. Does not implicitly {@link millwright.Digest.verify|verify} messages.
         * @param message Digest message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.Digest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Digest message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.Digest & millwright.Digest.$Shape} Digest
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.Digest & millwright.Digest.$Shape;

        /**
         * Creates a Digest message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns Digest
         */
        static fromObject(object: { [k: string]: any }): millwright.Digest;

        /**
         * Creates a plain object from a Digest message. Also converts values to other types if specified.
         * @param message Digest
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.Digest, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this Digest to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for Digest
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace Digest {

        /** Properties of a Digest. */
        interface $Properties {

            /** Digest signalsJson */
            signalsJson?: (string|null);

            /** Digest progress */
            progress?: (millwright.ShardProgress.$Properties[]|null);

            /** Digest running */
            running?: (string[]|null);

            /** Digest number */
            number?: (number|null);

            /** Digest steps */
            steps?: (millwright.StepReport.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Digest. */
        type $Shape = millwright.Digest.$Properties;
    }

    /**
     * Properties of a StepReport.
     * @deprecated Use millwright.StepReport.$Properties instead.
     */
    interface IStepReport extends millwright.StepReport.$Properties {
    }

    /** Represents a StepReport. */
    class StepReport {

        /**
         * Constructs a new StepReport.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.StepReport.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** StepReport attempt. */
        attempt: string;

        /** StepReport step. */
        step: number;

        /** StepReport ageMs. */
        ageMs: number;

        /**
         * Creates a new StepReport instance using the specified properties.
         * @param [properties] Properties to set
         * @returns StepReport instance
         */
        static create(properties: millwright.StepReport.$Shape): millwright.StepReport & millwright.StepReport.$Shape;
        static create(properties?: millwright.StepReport.$Properties): millwright.StepReport;

        /**
         * Encodes the specified StepReport message. Does not implicitly {@link millwright.StepReport.verify|verify} messages.
         * @param message StepReport message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.StepReport.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a StepReport message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.StepReport & millwright.StepReport.$Shape} StepReport
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.StepReport & millwright.StepReport.$Shape;

        /**
         * Creates a StepReport message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns StepReport
         */
        static fromObject(object: { [k: string]: any }): millwright.StepReport;

        /**
         * Creates a plain object from a StepReport message. Also converts values to other types if specified.
         * @param message StepReport
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.StepReport, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this StepReport to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for StepReport
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace StepReport {

        /** Properties of a StepReport. */
        interface $Properties {

            /** StepReport attempt */
            attempt?: (string|null);

            /** StepReport step */
            step?: (number|null);

            /** StepReport ageMs */
            ageMs?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a StepReport. */
        type $Shape = millwright.StepReport.$Properties;
    }

    /**
     * Properties of a Heard.
     * @deprecated Use millwright.Heard.$Properties instead.
     */
    interface IHeard extends millwright.Heard.$Properties {
    }

    /** Represents a Heard. */
    class Heard {

        /**
         * Constructs a new Heard.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.Heard.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Heard number. */
        number: number;

        /**
         * Creates a new Heard instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Heard instance
         */
        static create(properties: millwright.Heard.$Shape): millwright.Heard & millwright.Heard.$Shape;
        static create(properties?: millwright.Heard.$Properties): millwright.Heard;

        /**
         * Encodes the specified Heard message. Does not implicitly {@link millwright.Heard.verify|verify} messages.
         * @param message Heard message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.Heard.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Heard message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.Heard & millwright.Heard.$Shape} Heard
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.Heard & millwright.Heard.$Shape;

        /**
         * Creates a Heard message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns Heard
         */
        static fromObject(object: { [k: string]: any }): millwright.Heard;

        /**
         * Creates a plain object from a Heard message. Also converts values to other types if specified.
         * @param message Heard
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.Heard, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this Heard to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for Heard
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace Heard {

        /** Properties of a Heard. */
        interface $Properties {

            /** Heard number */
            number?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Heard. */
        type $Shape = millwright.Heard.$Properties;
    }

    /**
     * Properties of a ShardProgress.
     * @deprecated Use millwright.ShardProgress.$Properties instead.
     */
    interface IShardProgress extends millwright.ShardProgress.$Properties {
    }

    /** Represents a ShardProgress. */
    class ShardProgress {

        /**
         * Constructs a new ShardProgress.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.ShardProgress.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** ShardProgress attempt. */
        attempt: string;

        /** ShardProgress shard. */
        shard: number;

        /** ShardProgress fraction. */
        fraction: number;

        /**
         * Creates a new ShardProgress instance using the specified properties.
         * @param [properties] Properties to set
         * @returns ShardProgress instance
         */
        static create(properties: millwright.ShardProgress.$Shape): millwright.ShardProgress & millwright.ShardProgress.$Shape;
        static create(properties?: millwright.ShardProgress.$Properties): millwright.ShardProgress;

        /**
         * Encodes the specified ShardProgress message. Does not implicitly {@link millwright.ShardProgress.verify|verify} messages.
         * @param message ShardProgress message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.ShardProgress.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a ShardProgress message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.ShardProgress & millwright.ShardProgress.$Shape} ShardProgress
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.ShardProgress & millwright.ShardProgress.$Shape;

        /**
         * Creates a ShardProgress message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns ShardProgress
         */
        static fromObject(object: { [k: string]: any }): millwright.ShardProgress;

        /**
         * Creates a plain object from a ShardProgress message. Also converts values to other types if specified.
         * @param message ShardProgress
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.ShardProgress, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this ShardProgress to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for ShardProgress
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace ShardProgress {

        /** Properties of a ShardProgress. */
        interface $Properties {

            /** ShardProgress attempt */
            attempt?: (string|null);

            /** ShardProgress shard */
            shard?: (number|null);

            /** ShardProgress fraction */
            fraction?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a ShardProgress. */
        type $Shape = millwright.ShardProgress.$Properties;
    }

    /**
     * Properties of a Desired.
     * @deprecated Use millwright.Desired.$Properties instead.
     */
    interface IDesired extends millwright.Desired.$Properties {
    }

    /** Represents a Desired. */
    class Desired {

        /**
         * Constructs a new Desired.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.Desired.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Desired incarnation. */
        incarnation: number;

        /** Desired generation. */
        generation: number;

        /** Desired attempts. */
        attempts: millwright.DesiredAttempt.$Properties[];

        /** Desired forget. */
        forget: string[];

        /**
         * Creates a new Desired instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Desired instance
         */
        static create(properties: millwright.Desired.$Shape): millwright.Desired & millwright.Desired.$Shape;
        static create(properties?: millwright.Desired.$Properties): millwright.Desired;

        /**
         * Encodes the specified Desired message. Does not implicitly {@link millwright.Desired.verify|verify} messages.
         * @param message Desired message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.Desired.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Desired message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.Desired & millwright.Desired.$Shape} Desired
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.Desired & millwright.Desired.$Shape;

        /**
         * Creates a Desired message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns Desired
         */
        static fromObject(object: { [k: string]: any }): millwright.Desired;

        /**
         * Creates a plain object from a Desired message. Also converts values to other types if specified.
         * @param message Desired
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.Desired, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this Desired to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for Desired
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace Desired {

        /** Properties of a Desired. */
        interface $Properties {

            /** Desired incarnation */
            incarnation?: (number|null);

            /** Desired generation */
            generation?: (number|null);

            /** Desired attempts */
            attempts?: (millwright.DesiredAttempt.$Properties[]|null);

            /** Desired forget */
            forget?: (string[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Desired. */
        type $Shape = millwright.Desired.$Properties;
    }

    /**
     * Properties of a DesiredAttempt.
     * @deprecated Use millwright.DesiredAttempt.$Properties instead.
     */
    interface IDesiredAttempt extends millwright.DesiredAttempt.$Properties {
    }

    /** Represents a DesiredAttempt. */
    class DesiredAttempt {

        /**
         * Constructs a new DesiredAttempt.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.DesiredAttempt.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** DesiredAttempt attempt. */
        attempt: string;

        /** DesiredAttempt action. */
        action: string;

        /** DesiredAttempt specJson. */
        specJson: string;

        /** DesiredAttempt reason. */
        reason: string;

        /** DesiredAttempt graceMs. */
        graceMs: number;

        /** DesiredAttempt leases. */
        leases: millwright.Lease.$Properties[];

        /**
         * Creates a new DesiredAttempt instance using the specified properties.
         * @param [properties] Properties to set
         * @returns DesiredAttempt instance
         */
        static create(properties: millwright.DesiredAttempt.$Shape): millwright.DesiredAttempt & millwright.DesiredAttempt.$Shape;
        static create(properties?: millwright.DesiredAttempt.$Properties): millwright.DesiredAttempt;

        /**
         * Encodes the specified DesiredAttempt message. Does not implicitly {@link millwright.DesiredAttempt.verify|verify} messages.
         * @param message DesiredAttempt message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.DesiredAttempt.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a DesiredAttempt message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.DesiredAttempt & millwright.DesiredAttempt.$Shape} DesiredAttempt
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.DesiredAttempt & millwright.DesiredAttempt.$Shape;

        /**
         * Creates a DesiredAttempt message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns DesiredAttempt
         */
        static fromObject(object: { [k: string]: any }): millwright.DesiredAttempt;

        /**
         * Creates a plain object from a DesiredAttempt message. Also converts values to other types if specified.
         * @param message DesiredAttempt
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.DesiredAttempt, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this DesiredAttempt to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for DesiredAttempt
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace DesiredAttempt {

        /** Properties of a DesiredAttempt. */
        interface $Properties {

            /** DesiredAttempt attempt */
            attempt?: (string|null);

            /** DesiredAttempt action */
            action?: (string|null);

            /** DesiredAttempt specJson */
            specJson?: (string|null);

            /** DesiredAttempt reason */
            reason?: (string|null);

            /** DesiredAttempt graceMs */
            graceMs?: (number|null);

            /** DesiredAttempt leases */
            leases?: (millwright.Lease.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a DesiredAttempt. */
        type $Shape = millwright.DesiredAttempt.$Properties;
    }

    /**
     * Properties of a LeaseRequest.
     * @deprecated Use millwright.LeaseRequest.$Properties instead.
     */
    interface ILeaseRequest extends millwright.LeaseRequest.$Properties {
    }

    /** Represents a LeaseRequest. */
    class LeaseRequest {

        /**
         * Constructs a new LeaseRequest.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.LeaseRequest.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** LeaseRequest attempt. */
        attempt: string;

        /** LeaseRequest want. */
        want: number;

        /** LeaseRequest holding. */
        holding: number[];

        /** LeaseRequest whole. */
        whole: boolean;

        /**
         * Creates a new LeaseRequest instance using the specified properties.
         * @param [properties] Properties to set
         * @returns LeaseRequest instance
         */
        static create(properties: millwright.LeaseRequest.$Shape): millwright.LeaseRequest & millwright.LeaseRequest.$Shape;
        static create(properties?: millwright.LeaseRequest.$Properties): millwright.LeaseRequest;

        /**
         * Encodes the specified LeaseRequest message. Does not implicitly {@link millwright.LeaseRequest.verify|verify} messages.
         * @param message LeaseRequest message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.LeaseRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a LeaseRequest message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.LeaseRequest & millwright.LeaseRequest.$Shape} LeaseRequest
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.LeaseRequest & millwright.LeaseRequest.$Shape;

        /**
         * Creates a LeaseRequest message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns LeaseRequest
         */
        static fromObject(object: { [k: string]: any }): millwright.LeaseRequest;

        /**
         * Creates a plain object from a LeaseRequest message. Also converts values to other types if specified.
         * @param message LeaseRequest
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.LeaseRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this LeaseRequest to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for LeaseRequest
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace LeaseRequest {

        /** Properties of a LeaseRequest. */
        interface $Properties {

            /** LeaseRequest attempt */
            attempt?: (string|null);

            /** LeaseRequest want */
            want?: (number|null);

            /** LeaseRequest holding */
            holding?: (number[]|null);

            /** LeaseRequest whole */
            whole?: (boolean|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a LeaseRequest. */
        type $Shape = millwright.LeaseRequest.$Properties;
    }

    /**
     * Properties of a Leases.
     * @deprecated Use millwright.Leases.$Properties instead.
     */
    interface ILeases extends millwright.Leases.$Properties {
    }

    /** Represents a Leases. */
    class Leases {

        /**
         * Constructs a new Leases.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.Leases.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Leases attempt. */
        attempt: string;

        /** Leases leases. */
        leases: millwright.Lease.$Properties[];

        /** Leases revoked. */
        revoked: number[];

        /** Leases finish. */
        finish: boolean;

        /** Leases inputsJson. */
        inputsJson: string;

        /**
         * Creates a new Leases instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Leases instance
         */
        static create(properties: millwright.Leases.$Shape): millwright.Leases & millwright.Leases.$Shape;
        static create(properties?: millwright.Leases.$Properties): millwright.Leases;

        /**
         * Encodes the specified Leases message. Does not implicitly {@link millwright.Leases.verify|verify} messages.
         * @param message Leases message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.Leases.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Leases message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.Leases & millwright.Leases.$Shape} Leases
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.Leases & millwright.Leases.$Shape;

        /**
         * Creates a Leases message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns Leases
         */
        static fromObject(object: { [k: string]: any }): millwright.Leases;

        /**
         * Creates a plain object from a Leases message. Also converts values to other types if specified.
         * @param message Leases
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.Leases, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this Leases to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for Leases
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace Leases {

        /** Properties of a Leases. */
        interface $Properties {

            /** Leases attempt */
            attempt?: (string|null);

            /** Leases leases */
            leases?: (millwright.Lease.$Properties[]|null);

            /** Leases revoked */
            revoked?: (number[]|null);

            /** Leases finish */
            finish?: (boolean|null);

            /** Leases inputsJson */
            inputsJson?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Leases. */
        type $Shape = millwright.Leases.$Properties;
    }

    /**
     * Properties of a Lease.
     * @deprecated Use millwright.Lease.$Properties instead.
     */
    interface ILease extends millwright.Lease.$Properties {
    }

    /** Represents a Lease. */
    class Lease {

        /**
         * Constructs a new Lease.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.Lease.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Lease shard. */
        shard: number;

        /** Lease wave. */
        wave: string;

        /** Lease round. */
        round: number;

        /** Lease position. */
        position: number;

        /** Lease of. */
        of: number;

        /** Lease itemJson. */
        itemJson: string;

        /**
         * Creates a new Lease instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Lease instance
         */
        static create(properties: millwright.Lease.$Shape): millwright.Lease & millwright.Lease.$Shape;
        static create(properties?: millwright.Lease.$Properties): millwright.Lease;

        /**
         * Encodes the specified Lease message. Does not implicitly {@link millwright.Lease.verify|verify} messages.
         * @param message Lease message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.Lease.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Lease message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.Lease & millwright.Lease.$Shape} Lease
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.Lease & millwright.Lease.$Shape;

        /**
         * Creates a Lease message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns Lease
         */
        static fromObject(object: { [k: string]: any }): millwright.Lease;

        /**
         * Creates a plain object from a Lease message. Also converts values to other types if specified.
         * @param message Lease
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.Lease, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this Lease to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for Lease
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace Lease {

        /** Properties of a Lease. */
        interface $Properties {

            /** Lease shard */
            shard?: (number|null);

            /** Lease wave */
            wave?: (string|null);

            /** Lease round */
            round?: (number|null);

            /** Lease position */
            position?: (number|null);

            /** Lease of */
            of?: (number|null);

            /** Lease itemJson */
            itemJson?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Lease. */
        type $Shape = millwright.Lease.$Properties;
    }
}
